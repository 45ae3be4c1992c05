//! How many watch: counted anew, never by adding one and taking one. And what is kept of each count of a broadcast.

use domain::audience::{Day, Sample, Watchers};
use domain::{Time, UserId};
use runtime::Result;
use store::{Count, Counting, KEPT_EXACTLY, NewCount, Noted, Store};

/// What a count found.
#[derive(Default)]
struct Counted<'a> {
    viewers: u32,
    /// Who they are, where that was looked at.
    watchers: Option<&'a Watchers>,
    /// How many are there who are neither viewers nor encoders, where that was looked at.
    others: Option<u32>,
    /// Followers, where they were looked at.
    followers: Option<u64>,
}

/// The counts of rooms. Cheap to clone.
#[derive(Clone)]
pub struct ViewerCounts {
    store: Store,
}

impl ViewerCounts {
    /// Counts of the rooms in `store`.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Makes the count that was asked for at `asked_at`, which is also its time: the next one is then asked for
    /// 15 s after this one was. `last` is the counter as it was then. Three trips: who is there, what is kept of it, the
    /// count; one more where a room has just become large.
    ///
    /// # Errors
    /// The table away.
    pub async fn recount(&self, room: &UserId, last: &Count, asked_at: Time) -> Result<()> {
        if !last.asks_who(asked_at) {
            let (viewers, followers) =
                tokio::try_join!(self.store.count_present(room), self.followers(room, last, asked_at))?;
            return self.set(room, last, &Counted { viewers, followers, ..Counted::default() }, asked_at).await;
        }
        let (there, followers) =
            tokio::try_join!(self.store.identities_present(room), self.followers(room, last, asked_at))?;
        let watchers = Watchers::of(room, there.iter().map(String::as_str));
        let counted =
            Counted { viewers: number(there.len()), watchers: Some(&watchers), followers, ..Counted::default() };
        self.set(room, last, &counted, asked_at).await
    }

    /// Stores a count of a room that was made at `now` without looking who is there. `last` is the counter as it was.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_count(&self, room: &UserId, last: &Count, viewers: u32, now: Time) -> Result<()> {
        self.set(room, last, &Counted { viewers, ..Counted::default() }, now).await
    }

    /// Stores a count that was made at `now` from the room's own list: who is there, and how many there are who are
    /// neither viewers nor encoders. Four trips: the counter as it is, the followers where a bucket begins, what is kept of
    /// the count, and the count.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_listed_count(&self, room: &UserId, identities: &[&str], others: u32, now: Time) -> Result<()> {
        let last = self.store.count(room).await?;
        let followers = self.followers(room, &last, now).await?;
        let counted = Counted {
            viewers: number(identities.len()),
            watchers: Some(&Watchers::of(room, identities.iter().copied())),
            others: Some(others),
            followers,
        };
        self.set(room, &last, &counted, now).await
    }

    /// Followers, at the first count of a bucket.
    async fn followers(&self, room: &UserId, last: &Count, at: Time) -> Result<Option<u64>> {
        if last.broadcast_id.is_none() || !last.begins_bucket(at) {
            return Ok(None);
        }
        self.store.follower_total(room).await.map(Some)
    }

    /// Keeps a count and stores it: the one way for all of them.
    async fn set(&self, room: &UserId, last: &Count, counted: &Counted<'_>, at: Time) -> Result<()> {
        let Counted { viewers, others, .. } = *counted;
        if last.broadcast_id.is_none() {
            return self.store.store_count(room, NewCount { viewers, others, noted: None }, at).await;
        }
        let kept = self.keep(room, last, counted, at).await;
        // Who looks now is told the count in any case; it is the figures that have a gap then.
        let noted = Some(*kept.as_ref().unwrap_or(&last.noted()));
        self.store.store_count(room, NewCount { viewers, others, noted }, at).await?;
        kept.map(drop)
    }

    /// Keeps what a count of an open broadcast tells: the number, and who is there, one by one where they are few and in
    /// a sketch where they are many.
    async fn keep(
        &self,
        room: &UserId,
        last: &Count,
        &Counted { viewers, watchers, followers, .. }: &Counted<'_>,
        at: Time,
    ) -> Result<Noted> {
        let Some(broadcast) = &last.broadcast_id else { return Ok(last.noted()) };
        let are_few = viewers <= KEPT_EXACTLY;
        let sample = Sample { at, viewers };
        let counting = Counting { sample, watchers: watchers.filter(|_| are_few), followers };
        let sketched = watchers.filter(|_| !are_few && last.is_sketch_due(at));
        let part = self.store.keep_count(room, broadcast, last.part_for(at), &counting);
        let sketch = async {
            match sketched {
                Some(watchers) => self.sketch(room, broadcast, watchers, at).await.map(|()| Some(at)),
                None => Ok(last.sketched_at),
            }
        };
        let (sample_part, sketched_at) = tokio::try_join!(part, sketch)?;
        Ok(Noted { sample_part, sketched_at })
    }

    async fn sketch(&self, room: &UserId, broadcast: &str, watchers: &Watchers, at: Time) -> Result<()> {
        let day = Day::of(at);
        let mut sketched = self.store.sketch(room, broadcast, day).await?;
        sketched.watchers.merge(watchers);
        self.store.keep_sketch(room, broadcast, day, &sketched).await
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
