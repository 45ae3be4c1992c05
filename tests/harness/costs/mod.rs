//! What every route costs at the table, in a small world with full pages.
//!
//! Costs are those of a process that has not seen the ranking of the moment, and of callers who have a
//! profile: the dearest a request usually is. Who builds the ranking, and who asks for a room's count, pays more
//! once in 15 s; those have rows of their own.

mod accounts;
mod cast;
mod chats;
mod figures;
mod push;
mod recordings;
mod social;
mod streams;
mod till;
mod watching;
mod webhooks;

use cast::Cast;
pub use push::Push;
pub use recordings::BUCKET;
pub use till::Measured;
use till::Till;

use crate::{Meter, World};

/// Measures every route of a world without limits.
///
/// # Panics
/// When a route does not answer as it should.
pub async fn of_every_route(world: &World, meter: &Meter) -> Vec<Measured> {
    let mut till = Till { world, meter, measured: vec![] };
    let cast = Cast::seed(world).await;
    accounts::creators(&mut till, &cast).await;
    accounts::admins(&mut till, &cast).await;
    streams::streams(&mut till, &cast).await;
    watching::watching(&mut till, &cast).await;
    social::social(&mut till, &cast).await;
    chats::chats(&mut till, &cast).await;
    chats::people_of_chats(&mut till, &cast).await;
    chats::words_of_chats(&mut till, &cast).await;
    webhooks::webhooks(&mut till, &cast).await;
    recordings::recordings(&mut till, &cast).await;
    figures::analytics(&mut till).await;
    recordings::vods(&mut till, &cast).await;
    till.measured
}
