//! What a Vod is watched by, and what it is made of when its recording is over.

use super::{Run, RunState, Vod, VodState, vod_place};
use crate::Time;

/// The playlist over all runs of a Vod that is over; relative to the Vod's own place.
pub const WHOLE: &str = "index.m3u8";
/// The playlist over all runs of a Vod whose broadcast goes on.
pub const GROWING: &str = "event.m3u8";
/// A Vod's picture.
pub const POSTER: &str = "poster.jpeg";
/// A run's first segment is uploaded, and its playlist there, within this, in seconds.
const FIRST_SECS: i64 = 10;

/// What is watched of a Vod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The playlist's place in the bucket.
    pub place: String,
    /// Media that is there, in milliseconds, as far as it is known.
    pub duration_millis: u64,
}

/// What the bucket has of a Vod.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assembled {
    /// Media of all its runs, in milliseconds.
    pub duration_millis: u64,
    /// Segments of all its runs.
    pub segments: u32,
    /// Bytes of those.
    pub bytes: u64,
    /// Whether there is a picture.
    pub has_poster: bool,
}

impl Vod {
    /// How it is watched from its beginning; `None`: not yet, or nothing is there. While it is recorded: by the playlist of
    /// its one run, which egress uploads, or by the one over all of them once that is there.
    #[must_use]
    pub fn watched(&self, runs: &[Run], now: Time) -> Option<Watched> {
        let place = |name: &str| vod_place(&self.id, name);
        match self.state {
            VodState::Ready => Some(Watched { place: place(WHOLE), duration_millis: self.duration_millis }),
            VodState::Recording => {
                let begun = |run: &&Run| run.started_at.is_some_and(|at| at.plus_secs(FIRST_SECS) <= now);
                let mut begun = runs.iter().filter(begun).peekable();
                let first = begun.peek()?.key().prefix();
                let duration_millis = match self.is_joined {
                    true => begun.map(|run| recorded_millis(run, now)).sum(),
                    false => begun.next().map(|run| recorded_millis(run, now))?,
                };
                let place = if self.is_joined { place(GROWING) } else { format!("{first}{GROWING}") };
                Some(Watched { place, duration_millis })
            }
            VodState::Processing | VodState::Failed => None,
        }
    }

    /// The Vod after its segments were put together: there are some, or nothing was recorded.
    #[must_use]
    pub fn assembled(&self, found: &Assembled) -> Self {
        let Assembled { duration_millis, segments, bytes, has_poster } = *found;
        let state = if segments > 0 { VodState::Ready } else { VodState::Failed };
        Self { state, duration_millis, segments, bytes, has_poster: self.has_poster || has_poster, ..self.clone() }
    }

    /// The Vod where it could not be seen what was recorded: it waits, or stays as it was `before`.
    #[must_use]
    pub fn unassembled(&self, before: &Self) -> Self {
        if before.state.is_over() { before.clone() } else { Self { state: VodState::Processing, ..self.clone() } }
    }
}

/// Media that a run recorded up to now, in milliseconds, as far as it is known.
fn recorded_millis(run: &Run, now: Time) -> u64 {
    let is_told = run.state.is_over() && run.state != RunState::Lost;
    let until = if run.state.is_over() { run.ended_at.unwrap_or(now) } else { now };
    let since = run.started_at.map_or(0, |at| until.millis_since(at));
    if is_told { run.duration_millis } else { u64::try_from(since).unwrap_or_default() }
}
