//! A new ranking, and what a reader makes of one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::ranking::{RankTable, Ranked};
use domain::{Category, State, Stream, Time, UserId};
use runtime::Result;
use store::{FRONT_BYTES, FRONT_SLICE, FRONT_SLICES, Front, FrontEntry, OpenEntry, Snapshot, Store, Top, Tops};

use super::cache::Head;
use super::changes::LAG_SECS;

/// Streams of the whole ranking, and of each category, among the tops: the longest page and a few more,
/// since the caller's own and those behind a block fall out of it.
const TOPS: usize = 110;
/// A ranking that old tells nothing to the next one, in seconds: more changes than streams came after it.
const PREVIOUS_AT_MOST_SECS: i64 = 10 * 60;

/// The first page of the live list.
#[derive(Debug, Clone)]
pub struct FirstPage {
    /// When the ranking was made.
    pub epoch: Time,
    /// Streams in the ranking, beyond this page too.
    pub total: usize,
    /// The first streams of the ranking as they are now, those that ended since among them; fewer than a page has
    /// room for where the ranking ends, or an item does not hold their texts.
    pub ranked: Vec<FrontEntry>,
    /// The streams that went live since, if the page has the whole ranking: it is for them to end it.
    pub started: Vec<Stream>,
}

/// Builds the ranking of `now` and stores it. `newest` is when the one before was made, `held` the newest table that
/// this process holds.
///
/// Order and counts come from the live index, state and categories of a stream from the ranking before
/// and the changes since; only the front, and streams of which neither tells, are read. Five trips.
pub(super) async fn build(
    store: &Store,
    held: Option<Arc<RankTable>>,
    newest: Option<Time>,
    now: Time,
) -> Result<Head> {
    let recent = newest.filter(|newest| now < newest.plus_secs(PREVIOUS_AT_MOST_SECS));
    let (mut open, previous, changed) = match (recent, held) {
        (None, _) => (store.open_broadcasts().await?, None, vec![]),
        (Some(newest), held) => {
            let since = held.as_ref().map_or(newest, |table| table.epoch).plus_secs(-LAG_SECS);
            let previous = async {
                Ok(match held {
                    Some(held) => Some(held),
                    None => store.ranking_table(None).await?.map(Arc::new),
                })
            };
            tokio::try_join!(store.open_broadcasts(), previous, store.changed_since(since))?
        }
    };
    open.sort_by(|a, b| b.viewers.cmp(&a.viewers).then_with(|| a.user_id.cmp(&b.user_id)));
    let mut streams: HashMap<UserId, Stream> =
        changed.into_iter().map(|changed| (changed.stream.user_id.clone(), changed.stream)).collect();
    let wanted = to_read(&open, previous.as_deref(), &streams);
    for stream in store.streams(&wanted).await? {
        streams.insert(stream.user_id.clone(), stream);
    }
    // A count without a stream is no broadcast of ours.
    let lost: HashSet<&UserId> = wanted.iter().filter(|id| !streams.contains_key(*id)).collect();
    open.retain(|entry| !lost.contains(&entry.user_id));

    let snapshot = snapshot(&open, previous.as_deref(), &streams, now);
    store.store_ranking(&snapshot).await?;
    tracing::info!(event = "ranking_built", streams = snapshot.ranking.len(), read = wanted.len(), outcome = "ok");
    Ok(Head {
        epoch: now,
        fronts: snapshot.fronts.into_iter().map(Arc::new).collect(),
        table: Some(Arc::new(snapshot.table)),
        tops: Some(Arc::new(snapshot.tops)),
    })
}

/// The streams that have to be read: those of the front, and those of which nothing tells.
fn to_read(open: &[OpenEntry], previous: Option<&RankTable>, changed: &HashMap<UserId, Stream>) -> Vec<UserId> {
    let is_told = |id: &UserId| previous.is_some_and(|table| table.find(id).is_some()) || changed.contains_key(id);
    open.iter()
        .enumerate()
        .filter(|(rank, entry)| *rank < FRONT_SLICE * FRONT_SLICES || !is_told(&entry.user_id))
        .map(|(_, entry)| entry.user_id.clone())
        .collect()
}

/// The ranking of `open`, which is in its order.
fn snapshot(
    open: &[OpenEntry],
    previous: Option<&RankTable>,
    streams: &HashMap<UserId, Stream>,
    now: Time,
) -> Snapshot {
    let ranking: Vec<Ranked> = open
        .iter()
        .map(|OpenEntry { user_id, viewers, .. }| {
            let told = previous.and_then(|table| table.find(user_id));
            let (categories, is_live) = match (streams.get(user_id), told) {
                (Some(stream), _) => (stream.card.categories, stream.state(now) == State::Live),
                (None, told) => told.map(|(_, row)| (row.categories, row.is_live)).unwrap_or_default(),
            };
            Ranked { user_id: user_id.clone(), viewers: *viewers, categories, is_live }
        })
        .collect();
    let front = open
        .iter()
        .filter_map(|entry| Some(FrontEntry { stream: streams.get(&entry.user_id)?.clone(), viewers: entry.viewers }));
    let fronts = slices(front, now, ranking.len());
    Snapshot { table: RankTable::new(now, &ranking), tops: tops(&ranking, now), fronts, ranking }
}

/// The front in slices. Where the texts of some streams are longer than an item holds, the front ends before them:
/// a page is shorter then, and goes on behind.
fn slices(mut front: impl Iterator<Item = FrontEntry>, epoch: Time, total: usize) -> Vec<Front> {
    let mut is_over = false;
    let slice = |_| {
        let (mut entries, mut left) = (vec![], FRONT_BYTES);
        while !is_over && entries.len() < FRONT_SLICE {
            let Some(entry) = front.next() else { break };
            match left.checked_sub(entry.most_bytes()) {
                Some(rest) => {
                    left = rest;
                    entries.push(entry);
                }
                None => is_over = true,
            }
        }
        Front { epoch, total, entries }
    };
    (0..FRONT_SLICES).map(slice).collect()
}

/// The most watched, all in all and in each category, each once.
fn tops(ranking: &[Ranked], epoch: Time) -> Tops {
    let mut room = [TOPS; Category::ALL.len()];
    let mut entries = Vec::new();
    for (rank, ranked) in (0..).zip(ranking) {
        let mut is_top = entries.len() < TOPS;
        for category in ranked.categories.iter() {
            let left = &mut room[category as usize];
            is_top |= *left > 0;
            *left = left.saturating_sub(1);
        }
        if is_top {
            let Ranked { user_id, viewers, categories, .. } = ranked;
            entries.push(Top { user_id: user_id.clone(), rank, viewers: *viewers, categories: *categories });
        }
    }
    Tops { epoch, entries }
}

/// The first page, from the front of a ranking and what changed since.
pub(super) fn first_page(
    epoch: Time,
    total: usize,
    front: impl Iterator<Item = FrontEntry>,
    changed: Vec<Stream>,
    now: Time,
) -> FirstPage {
    let mut changed: HashMap<UserId, Stream> =
        changed.into_iter().map(|stream| (stream.user_id.clone(), stream)).collect();
    let ranked: Vec<FrontEntry> = front
        .map(|FrontEntry { stream, viewers }| match changed.remove(&stream.user_id) {
            Some(newer) if age(&newer) >= age(&stream) => FrontEntry { stream: newer, viewers },
            _ => FrontEntry { stream, viewers },
        })
        .collect();
    let mut started: Vec<Stream> = if ranked.len() >= total {
        // What is left of the changed ones did not stand in the ranking.
        changed.into_values().filter(|stream| stream.state(now) == State::Live).collect()
    } else {
        vec![]
    };
    started.sort_by(|a, b| (a.media.started_at(now), &a.user_id).cmp(&(b.media.started_at(now), &b.user_id)));
    FirstPage { epoch, total, ranked, started }
}

/// Of two copies of one stream, the later one is greater.
fn age(stream: &Stream) -> (u64, Time) {
    (stream.revision, stream.updated_at)
}

#[cfg(test)]
mod tests;
