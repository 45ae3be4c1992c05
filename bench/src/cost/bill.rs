//! What calls cost, by what is paid for.

use super::prices;

/// What `project` does by itself: no calls of the gateway's.
pub const COUNT: &str = "receive_webhook: the count, made by project";
/// The same, of the first one of ten minutes, which counts the followers too.
pub const FIRST_COUNT: &str = "receive_webhook: the first count of ten minutes, made by project";
/// The same, of a room of over 60, once a minute.
pub const SKETCH: &str = "receive_webhook: the count of a large room, with a sketch, made by project";
/// The same, of a broadcast that begins.
pub const BEGINNING: &str = "receive_webhook: a beginning noted, made by project";
/// The same, of one that is over.
pub const FIGURES: &str = "receive_webhook: figures of what is over, made by project";
/// The same.
pub const RANKING: &str = "list_live: the ranking, made by project";
/// What ends so is made by `project`.
const BY_PROJECT: &str = ", made by project";
/// Writes of which nothing follows that is not counted by itself.
const NOT_PROJECTED: [&str; 7] = [
    "receive_webhook: participant",
    "receive_webhook: asks for a count",
    COUNT,
    FIRST_COUNT,
    SKETCH,
    BEGINNING,
    "list_live",
];
/// A GB, as AWS counts memory and logs.
const GB: f64 = (1_u64 << 30) as f64;
const MILLION: f64 = 1e6;

/// What is paid for, in the order of [`Bill`].
pub const PARTS: [&str; 7] = ["gateway", "invocations", "Lambda time", "reads", "writes", "logs", "sent and CDN"];

/// Dollars for each of [`PARTS`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bill(pub [f64; 7]);

impl Bill {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// This so many times.
    #[must_use]
    pub fn times(self, times: f64) -> Self {
        Self(self.0.map(|dollars| dollars * times))
    }

    /// The most expensive part, and its share in percent.
    #[must_use]
    pub fn dominant(&self) -> (&'static str, f64) {
        let most = PARTS.into_iter().zip(self.0).max_by(|a, b| a.1.total_cmp(&b.1));
        most.map_or(("", 0.0), |(part, dollars)| (part, 100.0 * dollars / self.total()))
    }
}

impl std::ops::Add for Bill {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|part| self.0[part] + other.0[part]))
    }
}

impl std::iter::Sum for Bill {
    fn sum<I: Iterator<Item = Self>>(bills: I) -> Self {
        bills.fold(Self::default(), |all, bill| all + bill)
    }
}

/// What a route does at the table, as measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Its name and case in the measured table.
    pub name: String,
    /// Sequential round trips.
    pub trips: f64,
    /// Read units.
    pub read: f64,
    /// Write units.
    pub write: f64,
}

/// What is assumed of a deployment: the template's settings, and what cannot be measured here.
#[derive(Debug, Clone, Copy)]
pub struct Assumed {
    /// Memory of a function, in MB: the template's.
    pub memory_mb: f64,
    /// A GB and second of it.
    pub gb_second: f64,
    /// A round trip to the table, in milliseconds.
    pub trip_millis: f64,
    /// What a function does beside waiting, in milliseconds.
    pub own_millis: f64,
    /// What `create_ingress` waits for LiveKit, in milliseconds.
    pub livekit_millis: f64,
    /// Bytes that a call logs: the function's line, Lambda's own, the gateway's.
    pub log_bytes: f64,
    /// Bytes of an answer with its headers.
    pub answer_bytes: f64,
    /// Seconds that the CDN keeps a guest's answer; `None`: there is no CDN.
    pub edge_secs: Option<f64>,
    /// Seconds between two polls of a viewer.
    pub poll_secs: f64,
}

impl Assumed {
    /// A call that reaches its function, the answer's way out not included.
    #[must_use]
    pub fn call(&self, route: &Route) -> Bill {
        let livekit = if route.name.starts_with("create_ingress") { self.livekit_millis } else { 0.0 };
        let millis = self.own_millis + self.trip_millis * route.trips + livekit;
        // `project` wakes for what is written, batches not assumed. Presence is filtered out, and the counts that
        // are asked for have a line of their own.
        let is_projected = route.write > 0.0 && !NOT_PROJECTED.iter().any(|name| route.name.starts_with(name));
        let (projections, projecting) =
            if is_projected { (1.0, self.own_millis + 2.0 * self.trip_millis) } else { (0.0, 0.0) };
        let gb_seconds = (millis + projecting) / 1_000.0 * self.memory_mb / 1_024.0;
        let gateway = if route.name.ends_with(BY_PROJECT) { 0.0 } else { prices::GATEWAY.dollars / MILLION };
        Bill([
            gateway,
            prices::INVOCATIONS.dollars / MILLION * (1.0 + projections),
            self.gb_second * gb_seconds,
            prices::READS.dollars / MILLION * route.read,
            prices::WRITES.dollars / MILLION * route.write,
            prices::LOGS.dollars / GB * self.log_bytes * (1.0 + projections),
            0.0,
        ])
    }

    /// A call as a caller makes it, with the answer's way out: never from a cache.
    #[must_use]
    pub fn uncached(&self, route: &Route) -> Bill {
        // LiveKit is answered with next to nothing.
        let delivered = if route.name.starts_with("receive_webhook") { Bill::default() } else { self.delivered() };
        self.call(route) + delivered
    }

    /// `calls` of guests in an hour, spread over `addresses` that each are asked for alike.
    #[must_use]
    pub fn cached(&self, route: &Route, calls: f64, addresses: f64) -> Bill {
        let reaching = self.edge_secs.map_or(calls, |secs| addresses * reaching(calls / addresses, secs));
        self.call(route).times(reaching) + self.delivered().times(calls)
    }

    /// An answer's way out.
    fn delivered(&self) -> Bill {
        let (request, bytes) = match self.edge_secs {
            Some(_) => (prices::EDGE_REQUESTS.dollars / MILLION, prices::EDGE_BYTES.dollars),
            None => (0.0, prices::BYTES.dollars),
        };
        Bill([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, request + bytes / GB * self.answer_bytes])
    }
}

/// How many of an hour's calls to one address get past a cache that keeps an answer for `secs`: after each
/// miss nobody gets past for so long, then the next caller does.
#[must_use]
pub fn reaching(calls: f64, secs: f64) -> f64 {
    calls / (1.0 + calls / 3_600.0 * secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSUMED: Assumed = Assumed {
        memory_mb: 1_024.0,
        gb_second: 0.000_01,
        trip_millis: 5.0,
        own_millis: 5.0,
        livekit_millis: 0.0,
        log_bytes: 0.0,
        answer_bytes: 0.0,
        edge_secs: None,
        poll_secs: 30.0,
    };

    fn route(trips: f64, read: f64, write: f64) -> Route {
        Route { name: "get_it".to_owned(), trips, read, write }
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn a_million_reads_cost_the_sum_of_their_prices() {
        let bill = ASSUMED.uncached(&route(1.0, 4.0, 0.0)).times(MILLION);
        // 10 ms of 1 GB, a million times, are 10,000 GB-seconds.
        let expected = [1.0, 0.2, 0.1, 0.5, 0.0, 0.0, 0.0];
        assert!(bill.0.iter().zip(expected).all(|(a, b)| close(*a, b)), "{bill:?}");
        assert!(close(bill.total(), 1.8));
        assert_eq!(bill.dominant().0, "gateway");
    }

    #[test]
    fn a_write_wakes_the_projection() {
        let bill = ASSUMED.call(&route(1.0, 0.0, 2.0)).times(MILLION);
        assert!(close(bill.0[1], 0.4) && close(bill.0[2], 0.25) && close(bill.0[4], 1.25), "{bill:?}");
    }

    #[test]
    fn a_cache_lets_one_call_a_period_past() {
        assert!(close(reaching(1.0, 0.0), 1.0));
        // So many callers that the next comes at once: one in three seconds.
        assert!((reaching(1e12, 3.0) - 1_200.0).abs() < 0.01);
        // A caller a second: a miss, then three seconds, then the next a second later on average.
        assert!(close(reaching(3_600.0, 3.0), 900.0));
    }

    #[test]
    fn few_callers_gain_nothing_of_a_cache_and_many_do() {
        let cdn = Assumed { edge_secs: Some(3.0), ..ASSUMED };
        let get = route(2.0, 3.5, 0.0);
        assert!(cdn.cached(&get, 10.0, 1.0).total() > ASSUMED.cached(&get, 10.0, 1.0).total());
        assert!(cdn.cached(&get, 1e6, 1.0).total() < ASSUMED.cached(&get, 1e6, 1.0).total());
    }
}
