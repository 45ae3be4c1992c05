//! GET /api/viewer/recommended: live streams fit for this caller.
//!
//! How it scores, for a caller who is known (`docs/RECOMMENDED.md` says the same):
//! 1. Candidates are the followed creators who are live, the 110 most watched streams, the 110 most
//!    watched of each category, and those that went live since the ranking was made.
//! 2. Out are the caller's own stream, those behind a block of either direction, those not live now.
//! 3. Followed creators come first.
//! 4. Taste counts, for each category, how many of the caller's 200 newest follows are about it.
//! 5. A stream's score is the sum of the taste for its categories; a higher one comes earlier.
//! 6. Where that is equal, as between followed ones and between those of score 0, more viewers come
//!    earlier; those that went live since the ranking come last.
//! 7. Nothing else is known of the caller: not what they watched, not for how long.
//! 8. A guest gets the most watched, as the live list has them.
//! 9. There is no cursor: who wants more asks for the live list.
//! 10. Order and counts may be 20 s old; the streams shown are as they are now.

use std::collections::{HashMap, HashSet};

use axum::extract::State;
use domain::{Categories, Category, State as StreamState, Time, UserId};
use services::ranking::Standing;
use store::FollowEntry;
use web::{Answer, App, Caller, Page, PageQuery, Pagination, Result};

use crate::PublicStream;
use crate::list_live::most_watched;

/// The newest follows that tell of the caller's taste: 5 read units.
const TASTE: u32 = 200;
/// Read beyond the limit, since blocks and ends are known only then.
const SPARE: usize = 20;

/// Live streams fit for this caller. Two trips; a guest's page is one.
///
/// # Errors
/// A `limit` that is none.
#[utoipa::path(
    get, path = "/api/viewer/recommended",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "default 20")),
    responses((status = 200, body = Page<PublicStream>))
)]
pub async fn handle(State(app): State<App>, caller: Caller, query: PageQuery) -> Answer<Page<PublicStream>> {
    let limit = query.wanted()?.limit;
    let streams = match caller.id() {
        None => most_watched(&app, None, limit as usize).await?,
        Some(caller) => recommended(&app, caller, limit as usize).await?,
    };
    Ok(Page::new(streams, Pagination { limit, next_cursor: None }))
}

async fn recommended(app: &App, caller: &UserId, limit: usize) -> Result<Vec<PublicStream>> {
    let (standing, followed, follows) = tokio::try_join!(
        app.ranking.standing(),
        app.store.followed_ids(caller),
        app.store.following(caller, TASTE, None)
    )?;
    let now = app.clock.now();
    let mut fit = candidates(&standing, &followed, now);
    fit.remove(caller);
    let fit = in_order(fit, &Taste::of(&follows.entries), limit + SPARE);

    let ids: Vec<UserId> = fit.iter().map(|(id, _)| id.clone()).collect();
    let (streams, blocked) = tokio::try_join!(app.store.streams(&ids), app.store.blocks_either_way(caller, &ids))?;
    let mut streams: HashMap<_, _> = streams.into_iter().map(|stream| (stream.user_id.clone(), stream)).collect();
    let shown = fit
        .into_iter()
        .filter(|(id, _)| !blocked.contains(id))
        .filter_map(|(id, candidate)| Some((streams.remove(&id)?, candidate.viewers)))
        .filter(|(stream, _)| stream.state(now) == StreamState::Live)
        .take(limit)
        .map(|(stream, viewers)| PublicStream::from_card(app, stream, viewers));
    Ok(shown.collect())
}

/// A stream that may be recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    is_followed: bool,
    categories: Categories,
    /// Rank; those that started since stand behind all.
    order: usize,
    viewers: u32,
}

/// How many of the caller's follows are about each category.
#[derive(Debug, Default)]
struct Taste([u32; Category::ALL.len()]);

impl Taste {
    fn of(follows: &[FollowEntry]) -> Self {
        let mut taste = Self::default();
        for category in follows.iter().flat_map(|follow| follow.categories.iter()) {
            taste.0[category as usize] += 1;
        }
        taste
    }

    fn score(&self, categories: Categories) -> u32 {
        categories.iter().map(|category| self.0[category as usize]).sum()
    }
}

/// Everybody who may be recommended, as of the ranking and what changed since.
fn candidates(standing: &Standing, followed: &[UserId], now: Time) -> HashMap<UserId, Candidate> {
    let Standing { table, tops, changed } = standing;
    let follows: HashSet<&UserId> = followed.iter().collect();
    let mut candidates = HashMap::new();
    for top in &tops.entries {
        let candidate = Candidate {
            is_followed: false,
            categories: top.categories,
            order: top.rank as usize,
            viewers: top.viewers,
        };
        candidates.insert(top.user_id.clone(), candidate);
    }
    for id in followed {
        if let Some((rank, row)) = table.find(id) {
            let candidate =
                Candidate { is_followed: true, categories: row.categories, order: rank as usize, viewers: row.viewers };
            candidates.insert(id.clone(), candidate);
        }
    }
    for stream in changed {
        let id = &stream.user_id;
        if stream.state(now) != StreamState::Live {
            candidates.remove(id);
        } else if table.find(id).is_none() {
            let candidate = Candidate {
                is_followed: follows.contains(id),
                categories: stream.card.categories,
                order: table.len(),
                viewers: 0,
            };
            candidates.insert(id.clone(), candidate);
        }
    }
    candidates
}

/// The first `limit` of them, the most fit first.
fn in_order(candidates: HashMap<UserId, Candidate>, taste: &Taste, limit: usize) -> Vec<(UserId, Candidate)> {
    let mut scored: Vec<_> = candidates
        .into_iter()
        .map(|(id, candidate)| {
            let score = if candidate.is_followed { u32::MAX } else { taste.score(candidate.categories) };
            (std::cmp::Reverse(score), candidate.order, id, candidate)
        })
        .collect();
    scored.sort_unstable_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    scored.into_iter().take(limit).map(|(_, _, id, candidate)| (id, candidate)).collect()
}

#[cfg(test)]
mod tests;
