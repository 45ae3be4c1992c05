//! GET /api/viewer/following: the streams of followed creators, live ones first.
//!
//! A walk has two halves, and which creator is in which is decided once, when it begins: by the ranking
//! that the cursors name, and by the few (`moved`) that went live or ended between that ranking and the
//! first page. So whoever goes live or offline during the walk is neither missed nor repeated. The live
//! half is in the order of the ranking, the other one by follow, newest first.

use std::collections::HashMap;

use axum::extract::State;
use domain::ranking::{RankTable, fingerprint};
use domain::{ApplicationStatus, State as StreamState, Stream, Time, UserId};
use serde::{Deserialize, Serialize};
use store::FollowPage;
use web::{Answer, App, Cursor, CursorKind, Page, PageParams, PageQuery, Result, Viewer};

use crate::PublicStream;

/// Follows that are looked through for a page of the second half; the live ones among them are passed
/// over, so such a page may be short.
const LOOKED_THROUGH: u32 = 100;
/// Moved streams that a cursor carries, 9 bytes each; whoever else moved stands in the half of before.
const MOVED: usize = 100;

/// Where a walk stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FollowedPosition {
    epoch: Time,
    moved: Vec<u64>,
    place: Half,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Half {
    /// Next is whoever stands here or later in the live half.
    Live(usize),
    /// Next is whoever was followed before this.
    Offline(Option<String>),
}

/// Which half a creator is in.
struct Halves<'a> {
    table: &'a RankTable,
    moved: &'a [u64],
}

impl Halves<'_> {
    /// Where in the live half, and with how many viewers; `None`: in the other half. Those that started
    /// since the ranking stand behind it.
    fn live(&self, id: &UserId) -> Option<(usize, u32)> {
        let moved = self.moved.iter().position(|moved| *moved == fingerprint(id));
        match (self.table.find(id), moved) {
            (Some((rank, row)), moved) if row.is_live == moved.is_none() => Some((rank as usize, row.viewers)),
            (None, Some(nth)) => Some((self.table.len() + nth, 0)),
            _ => None,
        }
    }
}

/// Those who are not in the half that the ranking has them in, the longest live first.
fn moved(table: &RankTable, followed: &[UserId], changed: &[Stream], now: Time) -> Vec<u64> {
    let unmoved = Halves { table, moved: &[] };
    let followed: std::collections::HashSet<&UserId> = followed.iter().collect();
    let mut moved: Vec<&Stream> = changed
        .iter()
        .filter(|stream| followed.contains(&stream.user_id))
        .filter(|stream| (stream.state(now) == StreamState::Live) != unmoved.live(&stream.user_id).is_some())
        .collect();
    moved.sort_by_key(|stream| (stream.media.started_at(now), &stream.user_id));
    moved.into_iter().map(|stream| fingerprint(&stream.user_id)).take(MOVED).collect()
}

/// The streams of those whom the caller follows: live ones, most viewers first, then the others, newest
/// follow first. Creators without a stream and suspended ones are left out. Two trips; for 5,000 follows
/// and 10,000 live streams 17 read units for the followed set, 15 for the ranking's table (none while
/// this process holds it), 3 for follows, 2 for changes, one for each stream shown.
///
/// # Errors
/// `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/viewer/following",
    params(PageParams),
    responses((status = 200, body = Page<PublicStream>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, query: PageQuery) -> Answer<Page<PublicStream>> {
    let wanted = query.wanted()?;
    let kind = CursorKind { operation: "list_followed_streams", scope: viewer.id().as_str() };
    let position: Option<FollowedPosition> = wanted.place(&app, kind).await?;
    let (entries, next) = page(&app, viewer.id(), position, wanted.limit as usize).await?;
    let streams = hydrate(&app, entries).await?;
    Ok(wanted.page(&app, kind, streams, next).await?)
}

type Entries = Vec<(UserId, u32)>;

async fn page(
    app: &App,
    caller: &UserId,
    position: Option<FollowedPosition>,
    limit: usize,
) -> Result<(Entries, Option<FollowedPosition>)> {
    let follows = async |after: Option<&str>| app.store.following(caller, LOOKED_THROUGH, after).await;
    let (table, moved, place, followed, follows) = match position {
        None => {
            let (standing, followed, follows) =
                tokio::try_join!(app.ranking.standing(), app.store.followed_ids(caller), follows(None))?;
            let moved = moved(&standing.table, &followed, &standing.changed, app.clock.now());
            (Some(standing.table), moved, Half::Live(0), followed, follows)
        }
        Some(FollowedPosition { epoch, moved, place: place @ Half::Live(_) }) => {
            let (table, followed, follows) =
                tokio::try_join!(app.ranking.table_at(epoch), app.store.followed_ids(caller), follows(None))?;
            (table, moved, place, followed, follows)
        }
        Some(FollowedPosition { epoch, moved, place: Half::Offline(after) }) => {
            let (table, follows) = tokio::try_join!(app.ranking.table_at(epoch), follows(after.as_deref()))?;
            (table, moved, Half::Offline(after), vec![], follows)
        }
    };
    let table = table.ok_or(Cursor::invalid())?;
    let halves = Halves { table: &table, moved: &moved };
    let (entries, next) = plan(&halves, place, followed, follows, limit);
    Ok((entries, next.map(|place| FollowedPosition { epoch: table.epoch, moved, place })))
}

/// What a page shows and where the walk goes on.
fn plan(
    halves: &Halves<'_>,
    place: Half,
    followed: Vec<UserId>,
    follows: FollowPage,
    limit: usize,
) -> (Entries, Option<Half>) {
    let (mut entries, mut after) = match place {
        Half::Live(from) => {
            let mut live: Vec<_> = followed
                .into_iter()
                .filter_map(|id| halves.live(&id).map(|(order, viewers)| (order, id, viewers)))
                .filter(|(order, ..)| *order >= from)
                .collect();
            live.sort_unstable();
            let rest = live.get(limit).map(|(order, ..)| *order);
            let entries: Entries = live.into_iter().take(limit).map(|(_, id, viewers)| (id, viewers)).collect();
            if let Some(order) = rest {
                return (entries, Some(Half::Live(order)));
            }
            (entries, None)
        }
        Half::Offline(after) => (vec![], after),
    };
    for entry in follows.entries {
        if halves.live(&entry.user_id).is_none() {
            if entries.len() == limit {
                return (entries, Some(Half::Offline(after)));
            }
            entries.push((entry.user_id.clone(), 0));
        }
        after = Some(entry.place());
    }
    (entries, follows.next.map(|next| Half::Offline(Some(next))))
}

async fn hydrate(app: &App, entries: Entries) -> Result<Vec<PublicStream>> {
    let ids: Vec<UserId> = entries.iter().map(|(id, _)| id.clone()).collect();
    let (streams, mut users) = tokio::try_join!(app.store.streams(&ids), app.store.profiles(&ids))?;
    let mut streams: HashMap<_, _> = streams.into_iter().map(|stream| (stream.user_id.clone(), stream)).collect();
    let shown = entries.into_iter().filter_map(|(id, viewers)| {
        let (stream, user) = (streams.remove(&id)?, users.remove(&id)?);
        let is_shown = user.creator_status != Some(ApplicationStatus::Suspended);
        is_shown.then(|| PublicStream::new(app, stream, &user, viewers))
    });
    Ok(shown.collect())
}

#[cfg(test)]
mod tests;
