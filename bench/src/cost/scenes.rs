//! What goes on in an hour, as calls of routes: simulated.

use super::bill::{Assumed, BEGINNING, Bill, COUNT, FIGURES, FIRST_COUNT, RANKING, Route, SKETCH};
use super::prices;
use crate::Failed;

/// The measured routes.
pub struct Routes(pub Vec<Route>);

impl Routes {
    /// One by its name in the measured table.
    ///
    /// # Errors
    /// It was not measured.
    pub fn get(&self, name: &str) -> Result<&Route, Failed> {
        let found = self.0.iter().find(|route| route.name == name);
        found.ok_or_else(|| format!("{name} is not among the measured routes").into())
    }
}

/// Between two counts of a room, in seconds (`COUNT_AGE_SECS`).
const RECOUNT_SECS: f64 = 15.0;
/// Viewers that a count reads with one unit: 200 bytes each in the index, 8 kB a unit.
const VIEWERS_A_READ: f64 = 40.0;
/// Between two builds of the ranking, in seconds.
const RANKING_SECS: f64 = 15.0;

/// A named part of what goes on.
pub type Line = (&'static str, Bill);

/// An hour of a broadcast: everybody comes, stays the hour and leaves; half of them are signed in.
///
/// # Errors
/// A route that was not measured.
pub fn broadcast(assumed: &Assumed, routes: &Routes, viewers: f64) -> Result<Vec<Line>, Failed> {
    Ok(vec![
        ("joins", joins(assumed, routes, viewers)?),
        ("polls", assumed.cached(routes.get("get_stream")?, viewers * 3_600.0 / assumed.poll_secs, 1.0)),
        ("counts", counts(assumed, routes, viewers, (1.0, viewers))?),
        ("start and end", started(assumed, routes)?),
    ])
}

/// The page, the token, and the two events of LiveKit. The page is a guest's: one address.
fn joins(assumed: &Assumed, routes: &Routes, joins: f64) -> Result<Bill, Failed> {
    let tokens = assumed.uncached(routes.get("create_token")?) + assumed.uncached(routes.get("create_token: guest")?);
    let events = assumed.call(routes.get("receive_webhook: participant_joined")?)
        + assumed.call(routes.get("receive_webhook: participant_left")?);
    Ok((tokens.times(0.5) + events).times(joins))
}

/// What counts cost over the events that ask for them: `rooms` where somebody comes or goes are counted so
/// often, and a count reads the whole room, in which are `each`.
fn counts(assumed: &Assumed, routes: &Routes, joins: f64, (rooms, each): (f64, f64)) -> Result<Bill, Failed> {
    let often = (2.0 * joins).min(rooms * 3_600.0 / RECOUNT_SECS);
    let asking = assumed.call(routes.get("receive_webhook: asks for a count")?)
        + assumed.call(routes.get("receive_webhook: participant_joined")?).times(-1.0);
    let small = routes.get(COUNT)?.clone();
    let read = small.read.max(each / VIEWERS_A_READ);
    Ok((asking + assumed.call(&Route { read, ..small })).times(often))
}

fn started(assumed: &Assumed, routes: &Routes) -> Result<Bill, Failed> {
    let events = ["ingress_started", "ingress_ended", "room_finished"].map(|event| format!("receive_webhook: {event}"));
    let events: Bill = events.iter().map(|name| Ok(assumed.call(routes.get(name)?))).sum::<Result<_, Failed>>()?;
    Ok(events + assumed.uncached(routes.get("create_ingress: replaces a key")?))
}

/// What figures cost over the counts that are made anyway: the followers every ten minutes, a beginning and an end
/// every two hours of each of `rooms`, a sketch a minute of those that are `large`. The invocations are the counts' and the
/// broadcast's own.
fn figures(assumed: &Assumed, routes: &Routes, (rooms, large): (f64, f64)) -> Result<Bill, Failed> {
    let alone = |name: &str, times: f64| -> Result<Bill, Failed> {
        let Bill(parts) = assumed.call(routes.get(name)?);
        let mut alone = Bill::default();
        (alone.0[3], alone.0[4]) = (parts[3], parts[4]);
        Ok(alone.times(times))
    };
    let more = |name: &str, times: f64| Ok::<_, Failed>(alone(name, times)? + alone(COUNT, -times)?);
    // Measured of some 70 viewers; of thousands a sketch is eight units.
    let mut whole = Bill::default();
    whole.0[4] = prices::WRITES.dollars / 1e6 * 7.0 * large * 60.0;
    Ok(alone(BEGINNING, rooms / 2.0)?
        + whole
        + alone(FIGURES, rooms / 2.0)?
        + more(FIRST_COUNT, rooms * 6.0)?
        + more(SKETCH, large * 60.0)?)
}

/// Rooms of over 60 among those that are live, at an average of 20 viewers.
pub const LARGE: f64 = 500.0;
/// The platform's size.
pub const USERS: f64 = 1e6;
/// Creators live at any time.
pub const LIVE: f64 = 10_000.0;
/// Viewers of each, on average.
pub const VIEWERS_EACH: f64 = 20.0;
/// Bytes that are stored of a user: profile, names, search words, follows, and their copies in the indexes.
pub const STORED_BYTES: f64 = 6_000.0;

/// An hour of the whole platform: a viewer stays half an hour and looks at the live list every ten minutes.
///
/// # Errors
/// A route that was not measured.
pub fn platform(assumed: &Assumed, routes: &Routes) -> Result<Vec<Line>, Failed> {
    let viewers = LIVE * VIEWERS_EACH;
    let (come, polls, lists) = (viewers * 2.0, viewers * 3_600.0 / assumed.poll_secs, viewers * 6.0);
    // Each user signs in once, searches once, follows one and looks at two pages of creators a day.
    let daily = USERS / 24.0;
    let uncached = |name: &str| routes.get(name).map(|route| assumed.uncached(route));
    let users = uncached("get_me")? + uncached("search")? + uncached("follow")? + uncached("list_followed_streams")?;
    let pages = uncached("get_creator: known caller")?.times(2.0);
    let ranking = assumed.call(routes.get(RANKING)?) + assumed.call(routes.get("list_live: asks for the ranking")?);
    let ranking = ranking.times(3_600.0 / RANKING_SECS);
    Ok(vec![
        ("joins", joins(assumed, routes, come)?),
        ("polls", assumed.cached(routes.get("get_stream")?, polls, LIVE)),
        ("counts", counts(assumed, routes, come, (LIVE, VIEWERS_EACH))?),
        ("figures", figures(assumed, routes, (LIVE, LARGE))?),
        ("live list", assumed.cached(routes.get("list_live")?, lists, 1.0) + ranking),
        ("sign-in, search, follows, pages", (users + pages).times(daily)),
        // A broadcast lasts two hours.
        ("starts and ends", started(assumed, routes)?.times(LIVE / 2.0)),
    ])
}
