//! Measures one request after another, and writes down what each cost.

use crate::{Answer, Bearer, Cost, Meter, Request, World};

/// A route's operation with the case that was measured, e.g. `search: two words`; and what it costs.
pub type Measured = (String, Cost);

pub(super) struct Till<'w> {
    pub world: &'w World,
    pub meter: &'w Meter,
    pub measured: Vec<Measured>,
}

impl Till<'_> {
    pub async fn ring(&mut self, what: &str, request: Request<'_>, status: u16) -> Answer {
        // On the heap: the rings of all routes are parts of one future.
        let (answer, cost) = Box::pin(self.meter.cost_of(request.expect(status))).await;
        self.measured.push((what.to_owned(), cost));
        answer
    }

    pub async fn ring_ranked(&mut self, what: &str, request: Request<'_>) -> Answer {
        self.world.rank().await;
        self.ring(what, request, 200).await
    }

    /// The first page, and the one that its cursor leads to.
    pub async fn ring_list(&mut self, what: &str, path: &str, caller: Option<&Bearer>) {
        let world = self.world;
        let get = |path: &str| match caller {
            Some(caller) => world.get(path).by(caller),
            None => world.get(path),
        };
        let first = self.ring_ranked(what, get(path)).await;
        let Some(cursor) = first.next_cursor() else { panic!("{path} goes on") };
        let next = format!("{path}{}cursor={cursor}", if path.contains('?') { '&' } else { '?' });
        self.ring_ranked(&format!("{what}: next page"), get(&next)).await;
    }
}
