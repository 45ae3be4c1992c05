//! Segments in their order.

use crate::Time;

/// A few seconds of media.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Where it is, relative to the playlist.
    pub name: String,
    /// Length in milliseconds.
    pub millis: u64,
    /// When it began, by the recorder's clock.
    pub at: Option<Time>,
    /// Whether it does not go on where the one before ended: other timestamps, another encoder, something missing between.
    pub is_discontinuous: bool,
}

/// A media playlist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Playlist {
    /// In the order of playing.
    pub segments: Vec<Segment>,
    /// Whether nothing follows any more.
    pub is_ended: bool,
}

/// A part of a playlist: whole segments, and what of them was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cut {
    /// The segments that have anything of it; ended.
    pub playlist: Playlist,
    /// Where it begins within them, in milliseconds.
    pub start_offset_millis: u64,
    /// How long it is, in milliseconds: as asked for, as far as there is so much.
    pub duration_millis: u64,
}

impl Playlist {
    /// Length of all its segments, in milliseconds.
    #[must_use]
    pub fn duration_millis(&self) -> u64 {
        self.segments.iter().map(|segment| segment.millis).sum()
    }

    /// The part between two moments, in milliseconds of media from its beginning. Nothing of it there, or the second not
    /// after the first: an empty one.
    #[must_use]
    pub fn cut(&self, from_millis: u64, to_millis: u64) -> Cut {
        let mut cut = Cut { playlist: Self { segments: vec![], is_ended: true }, ..Cut::default() };
        let mut begins = 0;
        for segment in &self.segments {
            let ends = begins + segment.millis;
            let (from, to) = (from_millis.max(begins), to_millis.min(ends));
            if from < to {
                let is_first = cut.playlist.segments.is_empty();
                if is_first {
                    cut.start_offset_millis = from - begins;
                }
                cut.duration_millis += to - from;
                let is_discontinuous = segment.is_discontinuous && !is_first;
                cut.playlist.segments.push(Segment { is_discontinuous, ..segment.clone() });
            }
            begins = ends;
        }
        cut
    }
}

/// Playlists one after another, each with the folder that its names are in (with a slash at its end). It has ended where
/// the last one has.
#[must_use]
pub fn merge(runs: &[(String, Playlist)]) -> Playlist {
    let mut all = Playlist { segments: vec![], is_ended: runs.last().is_some_and(|(_, last)| last.is_ended) };
    for (folder, run) in runs {
        for (at, segment) in run.segments.iter().enumerate() {
            let begins_anew = at == 0 && !all.segments.is_empty();
            all.segments.push(Segment {
                name: format!("{folder}{}", segment.name),
                is_discontinuous: segment.is_discontinuous || begins_anew,
                ..segment.clone()
            });
        }
    }
    all
}
