//! What of a clip its author may change, and for how long.

use super::{Clip, ClipKind, ClipState, MAX_MILLIS, MIN_MILLIS, Range, Wish};
use crate::Time;

/// For so long a clip may be changed, in seconds.
pub const EDITABLE_SECS: i64 = 24 * 60 * 60;
/// A clip may be moved within so much of its Vod, in milliseconds.
pub const SOURCE_MILLIS: u64 = 90_000;
/// So much of that lies behind the end of the first wish, in milliseconds.
const SOURCE_AFTER_MILLIS: u64 = 5_000;

/// Why a clip is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotChanged {
    /// It is too old, not ready, or a highlight.
    TooLate,
    /// It would begin before, or end after, what it may be made of.
    Outside(Range),
    /// It would be too short or too long.
    Length,
}

impl Clip {
    /// Whether anything of it may be changed still. A highlight's title may be, always.
    #[must_use]
    pub fn is_editable(&self, now: Time) -> bool {
        let is_young = now < self.created_at.plus_secs(EDITABLE_SECS);
        (is_young || self.kind == ClipKind::Highlight) && self.state(now) != ClipState::Failed
    }

    /// What it may be moved within; `None` while that is not known.
    #[must_use]
    pub fn source(&self) -> Option<Range> {
        let to_millis = self.first_end_millis? + SOURCE_AFTER_MILLIS;
        Some(Range { from_millis: to_millis.saturating_sub(SOURCE_MILLIS), to_millis })
    }

    /// The same between other moments of its Vod; one that is not given stays.
    ///
    /// # Errors
    /// Why not.
    pub fn moved(&self, from_millis: Option<u64>, to_millis: Option<u64>, now: Time) -> Result<Self, NotChanged> {
        let source = self.source().filter(|_| self.kind == ClipKind::Clip && self.state(now) == ClipState::Ready);
        let source = source.filter(|_| self.is_editable(now)).ok_or(NotChanged::TooLate)?;
        let from_millis = from_millis.unwrap_or(self.offset_millis);
        let range = Range { from_millis, to_millis: to_millis.unwrap_or(self.offset_millis + self.duration_millis) };
        if range.from_millis < source.from_millis || range.to_millis > source.to_millis {
            return Err(NotChanged::Outside(source));
        }
        if !(MIN_MILLIS..=MAX_MILLIS).contains(&range.millis()) {
            return Err(NotChanged::Length);
        }
        let moved = Self {
            offset_millis: range.from_millis,
            duration_millis: range.millis(),
            wish: Wish::Media { ranges: vec![range] },
            edits: self.edits + 1,
            ..self.clone()
        };
        // The same again is no change: nothing is made anew.
        let is_same = (moved.offset_millis, moved.duration_millis) == (self.offset_millis, self.duration_millis);
        Ok(if is_same { self.clone() } else { moved })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Made;
    use super::super::item::tests::clip;
    use super::*;

    fn ready() -> Clip {
        let made = Made {
            edit: 0,
            playlist: 0,
            offset_millis: 100_000,
            start_offset_millis: 0,
            duration_millis: 30_000,
            has_poster: false,
        };
        let wish = Wish::Media { ranges: vec![Range { from_millis: 100_000, to_millis: 130_000 }] };
        Clip { state: ClipState::Ready, made: Some(made), ..clip(wish) }
    }

    #[test]
    fn it_is_moved_within_ninety_seconds_for_a_day() {
        let clip = ready();
        let soon = clip.created_at.plus_secs(60);
        assert_eq!(clip.source(), Some(Range { from_millis: 45_000, to_millis: 135_000 }));
        let moved = clip.moved(Some(110_000), None, soon).unwrap();
        assert_eq!((moved.offset_millis, moved.duration_millis, moved.edits), (110_000, 20_000, 1));
        assert!(moved.is_to_be_made(soon));
        // What it may be moved within stays where it was.
        let back = moved.moved(Some(75_000), Some(135_000), soon).unwrap();
        assert_eq!((back.offset_millis, back.duration_millis, back.edits), (75_000, 60_000, 2));
        assert_eq!(back.moved(Some(75_000), None, soon).unwrap(), back);

        let outside = Err(NotChanged::Outside(Range { from_millis: 45_000, to_millis: 135_000 }));
        assert_eq!(clip.moved(Some(44_999), Some(60_000), soon), outside);
        assert_eq!(clip.moved(None, Some(135_001), soon), outside);
        for (from, to) in [(100_000, 104_999), (70_000, 130_001), (120_000, 110_000)] {
            assert_eq!(clip.moved(Some(from), Some(to), soon), Err(NotChanged::Length), "{from} {to}");
        }
    }

    #[test]
    fn a_day_later_or_before_it_is_ready_it_is_not() {
        let (clip, too_late) = (ready(), Err(NotChanged::TooLate));
        let last = clip.created_at.plus_secs(EDITABLE_SECS);
        assert!(
            clip.moved(Some(110_000), None, last.plus_millis(-1)).is_ok() && clip.is_editable(last.plus_millis(-1))
        );
        assert!(!clip.is_editable(last));
        assert_eq!(clip.moved(Some(110_000), None, last), too_late);
        let soon = clip.created_at.plus_secs(1);
        let processing = Clip { state: ClipState::Processing, ..clip.clone() };
        assert_eq!(processing.moved(Some(110_000), None, soon), too_late);
        assert!(processing.is_editable(soon));
        let highlight = clip.as_highlight();
        assert_eq!(highlight.moved(Some(110_000), None, soon), too_late);
        assert!(highlight.is_editable(last));
        assert!(!Clip { state: ClipState::Failed, ..highlight }.is_editable(soon));
    }
}
