//! GET /api/viewer/live: the live streams, most viewers first.
//!
//! A walk follows one ranking: its cursors name the epoch, so that counts may move without a gap or a
//! repeat. What went live since stands at the end, in the order of the go-lives; what ended is dropped
//! as it is met, so a page may be short. A walk may take an hour, since a ranking is kept for 70 minutes
//! and each cursor lives 10 at least.

use axum::extract::State;
use domain::ranking::RankTable;
use domain::{State as StreamState, Time, UserId};
use serde::{Deserialize, Serialize};
use services::ranking::{FirstPage, LAG_SECS};
use store::Started;
use web::{Answer, App, Caller, Cursor, CursorKind, Page, PageParams, PageQuery, Result};

use crate::PublicStream;

mod tagged;

const CURSOR: CursorKind<'static> = CursorKind { operation: "list_live", scope: "" };
/// Go-lives since the ranking that are looked through for a page; some of them stood in it already.
const LOOKED_THROUGH: usize = 100;

/// Where a walk stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    /// The ranking that it follows.
    epoch: Time,
    /// Streams in that ranking.
    total: usize,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Place {
    /// Next is this rank.
    Rank(usize),
    /// Next is what went live after this.
    Started(String),
}

/// The live streams, most viewers first; order and counts may be 20 s old, the streams are as they are
/// now. Streams of those who block the caller are left out. One trip for a guest's first page, two for
/// the others; one more for the one in 15 s who asks for a new ranking.
///
/// With `tag`, those that have the tag, whatever its case: the newest go-lives page by page, and within a page most
/// viewers first. What has just ended is left out, so a page may be short, or empty, while a cursor follows. Two trips.
///
/// # Errors
/// `Invalid cursor`, and a `tag` that is none.
#[utoipa::path(
    get, path = "/api/viewer/live",
    params(
        PageParams,
        ("tag" = Option<String>, Query, description = "1–25 letters and digits: streams with this tag alone"),
    ),
    responses((status = 200, body = Page<PublicStream>))
)]
pub async fn handle(State(app): State<App>, caller: Caller, query: PageQuery) -> Answer<Page<PublicStream>> {
    if let Some(tag) = query.get("tag") {
        return Ok(tagged::page(&app, caller.id(), tag, &query).await?);
    }
    let wanted = query.wanted()?;
    let limit = wanted.limit as usize;
    let (streams, next) = match wanted.place(&app, CURSOR).await? {
        None => first(&app, caller.id(), limit).await?,
        Some(position) => later(&app, caller.id(), position, limit).await?,
    };
    Ok(wanted.page(&app, CURSOR, streams, next).await?)
}

/// The most watched streams, as this caller may see them. One trip; another one for a known caller.
///
/// # Errors
/// The table away.
pub(crate) async fn most_watched(app: &App, caller: Option<&UserId>, limit: usize) -> Result<Vec<PublicStream>> {
    Ok(first(app, caller, limit).await?.0)
}

async fn first(app: &App, caller: Option<&UserId>, limit: usize) -> Result<(Vec<PublicStream>, Option<Position>)> {
    let now = app.clock.now();
    let FirstPage { epoch, total, ranked, started } = app.ranking.first_page(limit).await?;
    let ranks = ranked.len();
    let mut shown: Vec<_> = ranked
        .into_iter()
        .filter(|entry| entry.stream.state(now) == StreamState::Live)
        .map(|entry| (entry.stream, entry.viewers))
        .collect();
    let next = if ranks < total {
        Some(Place::Rank(ranks))
    } else if shown.len() + started.len() > limit {
        Some(start(epoch))
    } else {
        shown.extend(started.into_iter().map(|stream| (stream, 0)));
        None
    };
    let ids: Vec<UserId> = shown.iter().map(|(stream, _)| stream.user_id.clone()).collect();
    let blockers = blockers(app, caller, &ids).await?;
    let streams = shown
        .into_iter()
        .filter(|(stream, _)| !blockers.contains(&stream.user_id))
        .map(|(stream, viewers)| PublicStream::from_card(app, stream, viewers))
        .collect();
    Ok((streams, next.map(|place| Position { epoch, total, place })))
}

async fn later(
    app: &App,
    caller: Option<&UserId>,
    position: Position,
    limit: usize,
) -> Result<(Vec<PublicStream>, Option<Position>)> {
    let Position { epoch, total, place } = position;
    if !app.ranking.is_kept(epoch) {
        return Err(Cursor::invalid());
    }
    let (from, to) = match place {
        Place::Rank(rank) => (rank, total.min(rank + limit)),
        Place::Started(_) => (total, total),
    };
    let place = if to < total { Place::Rank(to) } else { place.or_start(epoch) };
    let (ranked, tail) =
        tokio::try_join!(async { Ok(app.store.ranking_ids(epoch, from, to).await?) }, tail(app, epoch, &place))?;
    if ranked.len() < to - from {
        return Err(Cursor::invalid());
    }
    let (entries, next) = plan(ranked, place, tail, limit);
    let ids: Vec<UserId> = entries.iter().map(|(id, _)| id.clone()).collect();
    let (streams, blockers) = tokio::try_join!(app.store.streams(&ids), blockers(app, caller, &ids))?;
    let now = app.clock.now();
    let mut streams: std::collections::HashMap<_, _> =
        streams.into_iter().map(|stream| (stream.user_id.clone(), stream)).collect();
    let streams = entries
        .into_iter()
        .filter(|(id, _)| !blockers.contains(id))
        .filter_map(|(id, viewers)| Some((streams.remove(&id)?, viewers)))
        .filter(|(stream, _)| stream.state(now) == StreamState::Live)
        .map(|(stream, viewers)| PublicStream::from_card(app, stream, viewers))
        .collect();
    Ok((streams, next.map(|place| Position { epoch, total, place })))
}

/// Where the go-lives begin that a ranking may not have.
fn start(epoch: Time) -> Place {
    Place::Started(epoch.plus_secs(-LAG_SECS).to_string())
}

impl Place {
    fn or_start(self, epoch: Time) -> Self {
        match self {
            Self::Rank(_) => start(epoch),
            started @ Self::Started(_) => started,
        }
    }
}

/// The go-lives that end a walk, and whether there are more than were read.
struct Tail {
    started: Vec<Started>,
    more: bool,
    table: std::sync::Arc<RankTable>,
}

async fn tail(app: &App, epoch: Time, place: &Place) -> Result<Option<Tail>> {
    let Place::Started(after) = place else { return Ok(None) };
    let started = app.store.started_after(after, LOOKED_THROUGH);
    let ((started, more), table) = tokio::try_join!(started, app.ranking.table_at(epoch))?;
    let table = table.ok_or(Cursor::invalid())?;
    Ok(Some(Tail { started, more, table }))
}

/// What a page shows and where the walk goes on: the ranked ones, then of the go-lives those that did
/// not stand in the ranking, as far as there is room.
fn plan(
    ranked: Vec<(UserId, u32)>,
    place: Place,
    tail: Option<Tail>,
    limit: usize,
) -> (Vec<(UserId, u32)>, Option<Place>) {
    let mut entries = ranked;
    let (Some(tail), Place::Started(mut after)) = (tail, place.clone()) else { return (entries, Some(place)) };
    for Started { user_id, viewers, place } in tail.started {
        if tail.table.find(&user_id).is_none() {
            if entries.len() == limit {
                return (entries, Some(Place::Started(after)));
            }
            entries.push((user_id, viewers));
        }
        after = place;
    }
    (entries, tail.more.then_some(Place::Started(after)))
}

async fn blockers(app: &App, caller: Option<&UserId>, ids: &[UserId]) -> runtime::Result<Vec<UserId>> {
    match caller {
        Some(caller) if !ids.is_empty() => app.store.blockers_among(ids, caller).await,
        _ => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::Categories;
    use domain::ranking::Ranked;

    use super::*;

    fn id(name: &str) -> UserId {
        UserId::parse(name).unwrap()
    }

    fn tail(started: &[&str], more: bool) -> Option<Tail> {
        let ranked = ["alice", "bob"].map(|name| Ranked {
            user_id: id(name),
            viewers: 0,
            categories: Categories::default(),
            is_live: true,
        });
        let place = |name: &&str| Started { user_id: id(name), viewers: 1, place: format!("at {name}") };
        let table = Arc::new(RankTable::new(Time::from_secs(0), &ranked));
        Some(Tail { started: started.iter().map(place).collect(), more, table })
    }

    fn begin() -> Place {
        Place::Started("begin".to_owned())
    }

    fn after(name: &str) -> Option<Place> {
        Some(Place::Started(format!("at {name}")))
    }

    fn shown(planned: &(Vec<(UserId, u32)>, Option<Place>)) -> Vec<&str> {
        planned.0.iter().map(|(id, _)| id.as_str()).collect()
    }

    #[test]
    fn within_the_ranking_the_next_rank_follows() {
        let planned = plan(vec![(id("alice"), 3)], Place::Rank(1), None, 1);
        assert_eq!((shown(&planned), planned.1.clone()), (vec!["alice"], Some(Place::Rank(1))));
    }

    #[test]
    fn the_last_ranked_share_their_page_with_those_that_started() {
        let planned = plan(vec![(id("bob"), 3)], begin(), tail(&["carol", "alice", "dave"], false), 3);
        assert_eq!((shown(&planned), planned.1.clone()), (vec!["bob", "carol", "dave"], None));
    }

    #[test]
    fn a_full_page_goes_on_after_the_last_one_shown() {
        let planned = plan(vec![(id("bob"), 3)], begin(), tail(&["alice", "carol", "alice", "dave"], false), 2);
        assert_eq!((shown(&planned), planned.1.clone()), (vec!["bob", "carol"], after("alice")));
        // Whoever stood in the ranking is no reason for another page.
        let planned = plan(vec![(id("bob"), 3)], begin(), tail(&["alice"], false), 1);
        assert_eq!((shown(&planned), planned.1.clone()), (vec!["bob"], None));
        let planned = plan(vec![(id("bob"), 3)], begin(), tail(&["carol"], false), 1);
        assert_eq!((shown(&planned), planned.1.clone()), (vec!["bob"], Some(begin())));
    }

    #[test]
    fn an_empty_page_goes_on_while_there_is_more_to_look_through() {
        let planned = plan(vec![], begin(), tail(&["alice", "bob"], true), 5);
        assert_eq!((shown(&planned), planned.1.clone()), (vec![], after("bob")));
    }
}
