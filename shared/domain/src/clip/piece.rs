//! Where in a recording a clip lies, and which of its objects it takes.

use super::{Range, Wish};
use crate::Time;
use crate::recording::manifest::{Cut, Playlist, Segment};

/// Less than this is nothing, in milliseconds.
const LEAST_MILLIS: u64 = 1_000;

/// What a clip is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its segments under the names that they have beside each other.
    pub playlist: Playlist,
    /// Each object that it takes: its name relative to its Vod's place, then that in the clip's.
    pub copies: Vec<(String, String)>,
    /// Where the clip begins in its Vod, in milliseconds of media.
    pub offset_millis: u64,
    /// Where it begins in the playlist.
    pub start_offset_millis: u64,
    /// How long it is.
    pub duration_millis: u64,
}

/// What a recording has of a clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// All that there will be.
    Piece(Piece),
    /// Not all of it yet.
    NotYet,
    /// Nothing, and there will be nothing.
    Nothing,
}

impl Wish {
    /// What a recording has of this; `is_whole`: nothing follows in it.
    #[must_use]
    pub fn found_in(&self, recording: &Playlist, is_whole: bool) -> Found {
        let length = recording.duration_millis();
        let ranges = match self {
            Self::Clock { from, to } => {
                let Some(to_millis) = recording.media_at(*to, is_whole) else { return Found::NotYet };
                let from_millis = recording.media_at(*from, true).unwrap_or(length);
                vec![Range { from_millis, to_millis }]
            }
            Self::Media { ranges } => ranges.clone(),
        };
        if !is_whole && ranges.iter().any(|range| range.to_millis > length) {
            return Found::NotYet;
        }
        let cuts: Vec<(u64, Cut)> = ranges
            .iter()
            .map(|range| (range.from_millis, recording.cut(range.from_millis, range.to_millis)))
            .filter(|(_, cut)| cut.duration_millis > 0)
            .collect();
        joined(cuts).filter(|piece| piece.duration_millis >= LEAST_MILLIS).map_or(Found::Nothing, Found::Piece)
    }
}

impl Playlist {
    /// Where in its media a moment of the recorder's clock lies, in milliseconds: at the next one that was recorded, where
    /// none was then. `None`: behind its end, unless nothing follows.
    fn media_at(&self, moment: Time, is_whole: bool) -> Option<u64> {
        let (mut begins, mut goes_on_at) = (0, None);
        for segment in &self.segments {
            let at = segment.at.or(goes_on_at);
            let into = at.map(|at| moment.millis_since(at));
            let millis = i64::try_from(segment.millis).unwrap_or(i64::MAX);
            match into {
                Some(into) if into <= 0 => return Some(begins),
                Some(into) if into < millis => return Some(begins + into.unsigned_abs()),
                _ => {}
            }
            goes_on_at = at.map(|at| at.plus_millis(millis));
            begins += segment.millis;
        }
        let is_at_the_end = goes_on_at.is_some_and(|end| moment <= end);
        (is_whole || is_at_the_end).then_some(begins)
    }
}

/// Cuts in a row: each after the first does not go on where the one before ended.
fn joined(cuts: Vec<(u64, Cut)>) -> Option<Piece> {
    let (offset_millis, first) = cuts.first()?;
    let (offset_millis, start_offset_millis) = (*offset_millis, first.start_offset_millis);
    let mut playlist = Playlist { segments: vec![], is_ended: true };
    let mut copies = vec![];
    let mut rest_millis = 0;
    for (_, cut) in cuts {
        let length = cut.playlist.duration_millis();
        rest_millis = length.saturating_sub(cut.start_offset_millis + cut.duration_millis);
        for (at, segment) in cut.playlist.segments.into_iter().enumerate() {
            let name = segment.name.replace('/', "_");
            copies.push((segment.name.clone(), name.clone()));
            let is_discontinuous = segment.is_discontinuous || (at == 0 && !playlist.segments.is_empty());
            playlist.segments.push(Segment { name, is_discontinuous, ..segment });
        }
    }
    copies.sort_unstable();
    copies.dedup();
    let duration_millis = playlist.duration_millis().saturating_sub(start_offset_millis + rest_millis);
    Some(Piece { playlist, copies, offset_millis, start_offset_millis, duration_millis })
}

impl Piece {
    /// The same without the objects that are not there, by their names in the clip; `None`: nothing is left.
    #[must_use]
    pub fn without(self, missing: &[String]) -> Option<Self> {
        if missing.is_empty() {
            return Some(self);
        }
        let before = self.playlist.duration_millis();
        let mut playlist = Playlist { segments: vec![], is_ended: true };
        let (mut is_gap, mut is_first_there) = (false, false);
        for (at, segment) in self.playlist.segments.into_iter().enumerate() {
            if missing.contains(&segment.name) {
                is_gap = true;
                continue;
            }
            is_first_there |= at == 0;
            let is_discontinuous = (segment.is_discontinuous || is_gap) && !playlist.segments.is_empty();
            playlist.segments.push(Segment { is_discontinuous, ..segment });
            is_gap = false;
        }
        // What came before the clip in its first segment was none of it.
        let (start_offset_millis, unused) =
            if is_first_there { (self.start_offset_millis, 0) } else { (0, self.start_offset_millis) };
        let gone = (before - playlist.duration_millis()).saturating_sub(unused);
        let duration_millis = self.duration_millis.saturating_sub(gone);
        let copies = self.copies.into_iter().filter(|(_, name)| !missing.contains(name)).collect();
        let piece = Self { playlist, copies, start_offset_millis, duration_millis, ..self };
        (piece.duration_millis >= LEAST_MILLIS).then_some(piece)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Segments of 4 s from 1,000 s on, in this folder.
    fn run(folder: &str, from_secs: i64, count: u32) -> (String, Playlist) {
        let segment = |n: u32| Segment {
            name: format!("s_{n:05}.ts"),
            millis: 4_000,
            at: Some(Time::from_secs(from_secs + 4 * i64::from(n))),
            is_discontinuous: false,
        };
        (folder.to_owned(), Playlist { segments: (0..count).map(segment).collect(), is_ended: false })
    }

    fn recording() -> Playlist {
        crate::recording::manifest::merge(&[run("a/", 1_000, 5), run("b/", 1_060, 5)])
    }

    fn clock(from_secs: i64, to_secs: i64) -> Wish {
        Wish::Clock { from: Time::from_secs(from_secs), to: Time::from_secs(to_secs) }
    }

    fn piece(found: Found) -> Piece {
        match found {
            Found::Piece(piece) => piece,
            other => panic!("{other:?}"),
        }
    }

    fn names(piece: &Piece) -> Vec<&str> {
        piece.playlist.segments.iter().map(|segment| segment.name.as_str()).collect()
    }

    #[test]
    fn what_just_happened_waits_until_it_is_there() {
        let wish = clock(1_066, 1_081);
        assert_eq!(wish.found_in(&recording(), false), Found::NotYet);
        assert_eq!(
            clock(1_066, 1_080).found_in(&recording(), false),
            wish.found_in(&recording(), true),
            "what there is"
        );
        let piece = piece(wish.found_in(&recording(), true));
        assert_eq!((piece.offset_millis, piece.start_offset_millis, piece.duration_millis), (26_000, 2_000, 14_000));
        assert_eq!(names(&piece), ["b_s_00001.ts", "b_s_00002.ts", "b_s_00003.ts", "b_s_00004.ts"]);
        assert_eq!(piece.copies[0], ("b/s_00001.ts".to_owned(), "b_s_00001.ts".to_owned()));
    }

    #[test]
    fn a_clip_goes_across_the_seam_of_two_pushes() {
        let piece = piece(clock(1_016, 1_064).found_in(&recording(), false));
        assert_eq!((piece.offset_millis, piece.start_offset_millis, piece.duration_millis), (16_000, 0, 8_000));
        assert_eq!(names(&piece), ["a_s_00004.ts", "b_s_00000.ts"]);
        assert_eq!(piece.playlist.segments.iter().map(|of| of.is_discontinuous).collect::<Vec<_>>(), [false, true]);
        // Of what was between them there is nothing, and will be nothing.
        assert_eq!(clock(1_030, 1_050).found_in(&recording(), false), Found::Nothing);
        assert_eq!(clock(900, 950).found_in(&recording(), false), Found::Nothing);
        assert_eq!(clock(2_000, 2_030).found_in(&recording(), true), Found::Nothing);
        assert_eq!(clock(2_000, 2_030).found_in(&Playlist::default(), false), Found::NotYet);
        assert_eq!(clock(2_000, 2_030).found_in(&Playlist::default(), true), Found::Nothing);
    }

    #[test]
    fn a_highlight_is_its_ranges_in_their_order() {
        let range = |from, to| Range { from_millis: from, to_millis: to };
        let wish = Wish::Media { ranges: vec![range(25_000, 30_000), range(2_000, 7_000)] };
        let piece = piece(wish.found_in(&recording(), true));
        assert_eq!(names(&piece), ["b_s_00001.ts", "b_s_00002.ts", "a_s_00000.ts", "a_s_00001.ts"]);
        assert_eq!(
            piece.playlist.segments.iter().map(|of| of.is_discontinuous).collect::<Vec<_>>(),
            [false, false, true, false]
        );
        // From the first one's begin to the last one's end, with what whole segments have more between them.
        assert_eq!((piece.offset_millis, piece.start_offset_millis, piece.duration_millis), (25_000, 1_000, 14_000));
        assert_eq!(Wish::Media { ranges: vec![range(0, 41_000)] }.found_in(&recording(), false), Found::NotYet);
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let whole = piece(clock(1_062, 1_078).found_in(&recording(), true));
        assert_eq!(whole.clone().without(&[]), Some(whole.clone()));
        let gone = |n: u32| format!("b_s_{n:05}.ts");
        let less = whole.clone().without(&[gone(2)]).unwrap();
        assert_eq!(names(&less), ["b_s_00000.ts", "b_s_00001.ts", "b_s_00003.ts", "b_s_00004.ts"]);
        assert!(less.playlist.segments[2].is_discontinuous && less.copies.len() == 4);
        assert_eq!((less.start_offset_millis, less.duration_millis), (2_000, 12_000));
        let less = whole.clone().without(&[gone(0)]).unwrap();
        assert_eq!((less.start_offset_millis, less.duration_millis), (0, 14_000));
        assert!(!less.playlist.segments[0].is_discontinuous);
        assert_eq!(whole.without(&(0..5).map(gone).collect::<Vec<_>>()), None);
    }

    proptest! {
        /// Whatever is asked for: it lies within its playlist, each segment once is copied, and it is no longer than asked.
        #[test]
        fn a_piece_lies_within_its_playlist(
            from in 990_i64..1_090,
            secs in 5_i64..60,
            gone in prop::collection::vec(0_u32..5, 0..3),
        ) {
            if let Found::Piece(piece) = clock(from, from + secs).found_in(&recording(), true) {
                let gone: Vec<String> = gone.iter().map(|n| format!("a_s_{n:05}.ts")).collect();
                for piece in [Some(piece.clone()), piece.without(&gone)].into_iter().flatten() {
                    let length = piece.playlist.duration_millis();
                    prop_assert!(piece.start_offset_millis + piece.duration_millis <= length);
                    prop_assert!(piece.duration_millis <= u64::try_from(secs).unwrap() * 1_000);
                    prop_assert_eq!(piece.copies.len(), piece.playlist.segments.len());
                    prop_assert!(piece.start_offset_millis < 4_000);
                }
            }
        }
    }
}
