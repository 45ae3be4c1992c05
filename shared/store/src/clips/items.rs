//! What stands in the table of clips.

use domain::clip::Clip;
use domain::{Time, UserId};
use table::{Entity, Index, IndexKey, KeyOf, Pattern};

/// A clip or a highlight; a deleted one leaves a mark.
pub struct ClipItem;

impl Entity for ClipItem {
    type Value = Clip;
    const PATTERN: Pattern = ("CLIP#id", "CLIP");
}

impl ClipItem {
    /// Of this id.
    #[must_use]
    pub fn key(clip_id: &str) -> KeyOf<Self> {
        KeyOf::new(format!("CLIP#{clip_id}"), "CLIP")
    }

    /// Its places among the clips of its creator's Vods, and among those that its author made.
    pub(super) fn places(clip: &Clip) -> [IndexKey; 2] {
        let sk = Self::sort(clip.created_at, &clip.id);
        [
            IndexKey { index: Index::Gsi1, pk: Self::of_creator(&clip.user_id), sk: sk.clone() },
            IndexKey { index: Index::Gsi2, pk: Self::by_author(&clip.author_id), sk },
        ]
    }

    fn sort(at: Time, clip_id: &str) -> String {
        format!("{at}#{clip_id}")
    }

    /// The clips of a creator's Vods.
    pub(super) fn of_creator(user_id: &UserId) -> String {
        format!("CLIPS#{user_id}")
    }

    /// The clips that somebody made.
    pub(super) fn by_author(author_id: &UserId) -> String {
        format!("CLIPSBY#{author_id}")
    }
}
