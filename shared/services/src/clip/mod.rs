//! Making a clip: what it is to show is looked up in its recording, copied into a place of its own, and told.
//!
//! Done twice, late, or begun where somebody else stopped, it comes to the same: objects have names of their own, what is
//! there is not copied again, and the clip is ready only once all that its playlist names is there.

mod copy;
mod source;

use std::time::Duration;

use domain::Time;
use domain::clip::{Clip, Found, MADE_WITHIN_SECS, Made, Piece};
use objects::Objects;
use runtime::Clock;
use runtime::metrics::{self, Metric};
use store::Store;
use tokio::time::Instant;

use self::source::Source;
use crate::failure::Failure;

/// The type of a playlist.
const PLAYLIST_TYPE: &str = "application/vnd.apple.mpegurl";
/// Whoever makes a clip waits for its media for so long.
const WAIT: Duration = Duration::from_secs(8);
/// Between two looks at what is uploaded.
const LOOK_EACH: Duration = Duration::from_secs(1);
/// A clip of what just happened is waited for while it is younger than this, in seconds; then it is looked at now and then.
const YOUNG_SECS: i64 = 15;
/// Between those looks, in seconds: the run of the next minute finds it due.
const AGAIN_SECS: i64 = 5;
/// Nothing is told to be ready in the last seconds of its time: whoever reads it may have told that it failed.
const MARGIN_SECS: i64 = 5;

/// Why a clip is not made.
const NOTHING: &str = "Nothing was recorded then";
const VOD_GONE: &str = "The video was deleted";
const PART_GONE: &str = "What it was to show is not there any more";

/// Makes so what shall be so of a clip. Returns when to look again, if so.
///
/// # Errors
/// The table or the bucket away.
pub(crate) async fn make(
    store: &Store,
    objects: &Objects,
    clock: &Clock,
    clip_id: &str,
) -> Result<Option<Time>, Failure> {
    let Some(clip) = store.clip(clip_id).await? else { return Ok(None) };
    let now = clock.now();
    if !clip.is_to_be_made(now) {
        if clip.reason.is_none() && clip.reason(now).is_some() {
            // Nobody did in time.
            fail(store, &clip, clip.reason(now).unwrap_or_default(), "late").await?;
        }
        return Ok(None);
    }
    let (piece, source) = match look(store, objects, clock, &clip).await? {
        Looked::Found(piece, source) => (piece, source),
        Looked::NotYet => return Ok(Some(clock.now().plus_secs(AGAIN_SECS))),
        Looked::Nothing(reason) => {
            fail(store, &clip, reason, "nothing").await?;
            return Ok(None);
        }
    };
    let missing = copy::all(objects, &clip, &source, &piece).await.map_err(Failure::Bucket)?;
    let is_gone = !missing.is_empty() && source.is_of_vod() && store.vod(&clip.vod_id).await?.is_none();
    let Some(piece) = piece.without(&missing).filter(|_| !is_gone) else {
        fail(store, &clip, if is_gone { VOD_GONE } else { PART_GONE }, "gone").await?;
        return Ok(None);
    };
    let text = piece.playlist.write().into_bytes();
    let key = clip.playlist_key(clip.edits);
    let put = objects.put(&key, text, PLAYLIST_TYPE);
    let (put, has_poster) = tokio::join!(put, copy::poster(objects, &clip, &source));
    put.map_err(Failure::Bucket)?;
    conclude(store, clock, &clip, &piece, has_poster).await
}

/// Tells that a clip is ready, if there is time for that.
async fn conclude(
    store: &Store,
    clock: &Clock,
    clip: &Clip,
    piece: &Piece,
    has_poster: bool,
) -> Result<Option<Time>, Failure> {
    let now = clock.now();
    let waited = now.millis_since(clip.created_at).max(0) / 1_000;
    if clip.made.is_none() && waited >= MADE_WITHIN_SECS - MARGIN_SECS {
        return Ok(Some(clip.created_at.plus_secs(MADE_WITHIN_SECS)));
    }
    let made = Made {
        edit: clip.edits,
        playlist: clip.edits,
        offset_millis: piece.offset_millis,
        start_offset_millis: piece.start_offset_millis,
        duration_millis: piece.duration_millis,
        has_poster,
    };
    let is_told = store.clip_made(clip, &made).await?;
    tracing::info!(
        event = "clip",
        clip_id = clip.id,
        vod_id = clip.vod_id,
        edit = clip.edits,
        waited,
        is_told,
        outcome = "ready"
    );
    if is_told {
        metrics::count_kind(Metric::Clips, if clip.made.is_none() { "made" } else { "edited" });
        metrics::gauge(Metric::ClipReadySecs, usize::try_from(waited).unwrap_or_default());
    }
    Ok(None)
}

async fn fail(store: &Store, clip: &Clip, reason: &str, kind: &'static str) -> Result<(), Failure> {
    let is_told = store.clip_failed(clip, reason).await?;
    tracing::warn!(
        event = "clip",
        clip_id = clip.id,
        vod_id = clip.vod_id,
        edit = clip.edits,
        reason,
        is_told,
        kind,
        outcome = "failed"
    );
    if is_told {
        metrics::count_kind(Metric::Clips, "failed");
    }
    Ok(())
}

/// What a look at the recording found.
enum Looked {
    Found(Piece, Source),
    NotYet,
    Nothing(&'static str),
}

/// Looks for what a clip is to show until it is there, for some seconds.
async fn look(store: &Store, objects: &Objects, clock: &Clock, clip: &Clip) -> Result<Looked, Failure> {
    let until = Instant::now() + WAIT;
    let mut known = source::Known::default();
    loop {
        let Some(source) = source::read(store, objects, clip, &mut known).await? else {
            return Ok(Looked::Nothing(VOD_GONE));
        };
        match source.find(clip) {
            Found::Piece(piece) => return Ok(Looked::Found(piece, source)),
            Found::Nothing => return Ok(Looked::Nothing(NOTHING)),
            Found::NotYet => {}
        }
        let is_young = clock.now() < clip.created_at.plus_secs(YOUNG_SECS);
        if clock.stands() || !is_young || Instant::now() + LOOK_EACH > until {
            return Ok(Looked::NotYet);
        }
        tokio::time::sleep(LOOK_EACH).await;
    }
}
