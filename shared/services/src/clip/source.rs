//! What a clip is cut from: its Vod's playlist; while that is recorded, those of its runs; when it is gone, the clip's own.

use std::collections::{BTreeSet, HashMap};

use domain::clip::{Clip, Found, Range, Wish};
use domain::recording::manifest::{Playlist, merge};
use domain::recording::{POSTER, Run, Vod, VodState, WHOLE, preview_place, vod_place};
use futures::{StreamExt as _, TryStreamExt as _};
use objects::Objects;
use runtime::Result;
use store::Store;

use crate::failure::Failure;

/// Playlists that are read at once.
const READS_AT_ONCE: usize = 16;

/// Runs that are over, as they were read: they do not change.
#[derive(Default)]
pub(super) struct Known(HashMap<String, Playlist>);

/// A playlist that a clip is cut from.
pub(super) struct Source {
    playlist: Playlist,
    /// Where its names lie.
    place: String,
    /// Whether nothing follows in it.
    is_whole: bool,
    /// Of the clip's own playlist: where it begins in the Vod, in milliseconds of media.
    own_begins: Option<u64>,
    /// The picture of what it is cut from.
    pub(super) poster: Option<String>,
}

impl Source {
    /// Whether it is the Vod itself, and not what was copied of it before.
    pub(super) const fn is_of_vod(&self) -> bool {
        self.own_begins.is_none()
    }

    /// The key of an object that it names.
    pub(super) fn key(&self, name: &str) -> String {
        format!("{}{name}", self.place)
    }

    /// What it has of a clip's wish.
    pub(super) fn find(&self, clip: &Clip) -> Found {
        let Some(begins) = self.own_begins else { return clip.wish.found_in(&self.playlist, self.is_whole) };
        let end = begins + self.playlist.duration_millis();
        let Wish::Media { ranges } = &clip.wish else { return Found::Nothing };
        if ranges.iter().any(|range| range.from_millis < begins || range.to_millis > end) {
            return Found::Nothing;
        }
        let own = |at: u64| at.saturating_sub(begins);
        let ranges = ranges.iter().map(|of| Range { from_millis: own(of.from_millis), to_millis: own(of.to_millis) });
        match (Wish::Media { ranges: ranges.collect() }).found_in(&self.playlist, true) {
            Found::Piece(mut piece) => {
                piece.offset_millis += begins;
                Found::Piece(piece)
            }
            other => other,
        }
    }
}

/// Reads what a clip is cut from. `None`: its Vod is gone, and nothing of the clip was made before.
///
/// # Errors
/// The table or the bucket away.
pub(super) async fn read(
    store: &Store,
    objects: &Objects,
    clip: &Clip,
    known: &mut Known,
) -> std::result::Result<Option<Source>, Failure> {
    let recording = store.recording(&clip.vod_id).await?;
    let read = match &recording.vod {
        Some(vod) => of_vod(objects, vod, &recording.runs, known).await.map(Some),
        None => own(objects, clip).await,
    };
    read.map_err(Failure::Bucket)
}

async fn of_vod(objects: &Objects, vod: &Vod, runs: &[Run], known: &mut Known) -> Result<Source> {
    let place = vod_place(&vod.id, "");
    // While it is recorded, the live picture is what it shows.
    let poster = if vod.state == VodState::Ready { vod_place(&vod.id, POSTER) } else { preview_place(&vod.user_id) };
    let source = |playlist, is_whole| Source {
        playlist,
        place: place.clone(),
        is_whole,
        own_begins: None,
        poster: Some(poster.clone()),
    };
    match vod.state {
        VodState::Ready => {
            let whole = playlist(objects, &format!("{place}{WHOLE}")).await?.unwrap_or_default();
            Ok(source(whole, true))
        }
        VodState::Failed => Ok(source(Playlist::default(), true)),
        VodState::Recording | VodState::Processing => {
            let is_whole = vod.state == VodState::Processing && runs.iter().all(|run| run.state.is_over());
            Ok(source(of_runs(objects, runs, known).await?, is_whole))
        }
    }
}

/// The runs of a Vod in a row, as far as their playlists tell.
async fn of_runs(objects: &Objects, runs: &[Run], known: &mut Known) -> Result<Playlist> {
    let mut unread: Vec<Run> = runs.to_vec();
    unread.retain(|run| !known.0.contains_key(&run.id));
    let reads = futures::stream::iter(unread).map(|run| of_run(objects, run)).buffered(READS_AT_ONCE);
    let read: HashMap<String, Playlist> = reads.try_collect().await?;
    let mut in_a_row = vec![];
    for run in runs {
        let found = read.get(&run.id).or_else(|| known.0.get(&run.id)).cloned().unwrap_or_default();
        if run.state.is_over() {
            known.0.insert(run.id.clone(), found.clone());
        }
        in_a_row.push((format!("{}/", run.id), found));
    }
    Ok(merge(&in_a_row))
}

/// A run under its id, as far as its playlists tell.
async fn of_run(objects: &Objects, run: Run) -> Result<(String, Playlist)> {
    let place = run.key().prefix();
    let (all, last) = (format!("{place}event.m3u8"), format!("{place}live.m3u8"));
    let (all, last) = tokio::try_join!(playlist(objects, &all), playlist(objects, &last))?;
    let names = names_of(all.iter().chain(&last));
    Ok((run.id, Playlist::of_run(all, last, &names)))
}

/// The names of a run's segments: those that are listed, and those between them. Egress uploads them one after another; the
/// playlist of all is up to a minute behind that of the last five.
fn names_of<'a>(playlists: impl Iterator<Item = &'a Playlist>) -> Vec<String> {
    let listed: BTreeSet<&str> =
        playlists.flat_map(|playlist| &playlist.segments).map(|segment| segment.name.as_str()).collect();
    let number = |name: &str| name.strip_prefix("s_")?.strip_suffix(".ts")?.parse::<u64>().ok();
    let numbers: Vec<u64> = listed.iter().filter_map(|name| number(name)).collect();
    let between = numbers.iter().min().zip(numbers.iter().max()).map(|(first, last)| *first..=*last);
    let mut names: BTreeSet<String> = between.into_iter().flatten().map(|number| format!("s_{number:05}.ts")).collect();
    names.extend(listed.into_iter().map(str::to_owned));
    names.into_iter().collect()
}

/// What was made of a clip before, when its Vod is gone.
async fn own(objects: &Objects, clip: &Clip) -> Result<Option<Source>> {
    let Some(made) = &clip.made else { return Ok(None) };
    let Some(playlist) = playlist(objects, &clip.playlist_key(made.playlist)).await? else { return Ok(None) };
    Ok(Some(Source {
        playlist,
        place: clip.prefix(),
        is_whole: true,
        own_begins: Some(made.offset_millis.saturating_sub(made.start_offset_millis)),
        poster: None,
    }))
}

async fn playlist(objects: &Objects, key: &str) -> Result<Option<Playlist>> {
    let Some(body) = objects.get(key).await? else { return Ok(None) };
    let read = Playlist::parse(&String::from_utf8_lossy(&body));
    if read.is_err() {
        tracing::warn!(event = "clip", key, outcome = "cannot be read");
    }
    Ok(read.ok())
}

#[cfg(test)]
mod tests {
    use domain::recording::manifest::Segment;

    use super::*;

    #[test]
    fn segments_between_those_that_are_listed_are_there_too() {
        let of = |numbers: &[u32]| {
            let segment =
                |n: &u32| Segment { name: format!("s_{n:05}.ts"), millis: 4_000, at: None, is_discontinuous: false };
            Playlist { segments: numbers.iter().map(segment).collect(), is_ended: false }
        };
        let (all, last) = (of(&[0, 1, 2]), of(&[5, 6]));
        assert_eq!(
            names_of([&all, &last].into_iter()),
            of(&[0, 1, 2, 3, 4, 5, 6]).segments.iter().map(|s| s.name.clone()).collect::<Vec<_>>()
        );
        assert!(names_of(std::iter::empty()).is_empty());
    }
}
