//! A clip.

use serde::{Deserialize, Serialize};

use super::{ClipKind, ClipState, MADE_WITHIN_SECS, Wish};
use crate::recording::{POSTER, Visibility, Vod, WHOLE, clip_id_of, clip_place};
use crate::{Time, UserId};

/// Why a clip has failed that nobody could make in time.
const TOO_LONG: &str = "It took too long";

/// What was made of a clip's wish: objects in the bucket, and where in them it lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// Of which edit: 0 of the first wish. One that could not be made is over too, with what was made before.
    pub edit: u32,
    /// Of which edit its playlist is.
    pub playlist: u32,
    /// Where it begins in its Vod, in milliseconds of media.
    pub offset_millis: u64,
    /// Where it begins in its playlist, which has whole segments.
    pub start_offset_millis: u64,
    /// How long it is.
    pub duration_millis: u64,
    /// Whether a picture of it stands beside its playlist.
    #[serde(default)]
    pub has_poster: bool,
}

/// A clip or a highlight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clip {
    /// Nobody guesses it.
    pub id: String,
    /// Clip or highlight.
    pub kind: ClipKind,
    /// Where it was last seen to stand; [`Clip::state`] knows of the time.
    pub state: ClipState,
    /// Why it failed.
    #[serde(default)]
    pub reason: Option<String>,
    /// 1–100 characters.
    pub title: String,
    /// Of which Vod; it may be gone.
    pub vod_id: String,
    /// The creator of that.
    pub user_id: UserId,
    /// Who made the clip.
    pub author_id: UserId,
    /// Who might see the Vod when the clip was made. Nobody sees more of a clip than of its Vod.
    pub visibility: Visibility,
    /// What it is to show.
    pub wish: Wish,
    /// Where that begins in the Vod, in milliseconds of media: by the clock until it is made.
    pub offset_millis: u64,
    /// How long it is, in milliseconds.
    pub duration_millis: u64,
    /// How often its wish was changed.
    #[serde(default)]
    pub edits: u32,
    /// What was made of it, of this wish or of the one before.
    #[serde(default)]
    pub made: Option<Made>,
    /// Where its first wish ended in the Vod: what it may be changed to lies around that.
    #[serde(default)]
    pub first_end_millis: Option<u64>,
    /// When it was asked for.
    pub created_at: Time,
    /// When it was deleted: what stands here then is a mark of it.
    #[serde(default)]
    pub deleted_at: Option<Time>,
}

impl Clip {
    /// One that is to be made of a Vod, under a seed that no other clip has.
    #[must_use]
    pub fn new(seed: &str, vod: &Vod, author_id: &UserId, title: &str, wish: Wish, now: Time) -> Self {
        let offset_millis = match &wish {
            Wish::Clock { from, .. } => u64::try_from(from.millis_since(vod.started_at)).unwrap_or_default(),
            Wish::Media { ranges } => ranges.first().map(|range| range.from_millis).unwrap_or_default(),
        };
        let first_end_millis = match &wish {
            Wish::Clock { .. } => None,
            Wish::Media { ranges } => ranges.first().map(|range| range.to_millis),
        };
        Self {
            id: clip_id_of(seed),
            kind: ClipKind::Clip,
            state: ClipState::Processing,
            reason: None,
            title: title.to_owned(),
            vod_id: vod.id.clone(),
            user_id: vod.user_id.clone(),
            author_id: author_id.clone(),
            visibility: vod.visibility,
            offset_millis,
            duration_millis: wish.millis(),
            wish,
            edits: 0,
            made: None,
            first_end_millis,
            created_at: now,
            deleted_at: None,
        }
    }

    /// The same as a highlight.
    #[must_use]
    pub fn as_highlight(self) -> Self {
        Self { kind: ClipKind::Highlight, ..self }
    }

    /// Where it stands: what is not made in time has failed, whoever was to make it.
    #[must_use]
    pub fn state(&self, now: Time) -> ClipState {
        let is_late = self.created_at.plus_secs(MADE_WITHIN_SECS) <= now;
        if self.state == ClipState::Processing && is_late { ClipState::Failed } else { self.state }
    }

    /// Why it has failed, if so.
    #[must_use]
    pub fn reason(&self, now: Time) -> Option<&str> {
        (self.state(now) == ClipState::Failed).then(|| self.reason.as_deref().unwrap_or(TOO_LONG))
    }

    /// Who may see it, while its Vod is for these; `None`: that is gone without a mark.
    #[must_use]
    pub fn visibility(&self, of_vod: Option<Visibility>) -> Visibility {
        of_vod.map_or(self.visibility, |of_vod| self.visibility.stricter(of_vod))
    }

    /// Whether objects of it are to be made.
    #[must_use]
    pub fn is_to_be_made(&self, now: Time) -> bool {
        match self.state(now) {
            ClipState::Processing => true,
            ClipState::Ready => self.made.as_ref().is_some_and(|made| made.edit != self.edits),
            ClipState::Failed => false,
        }
    }

    /// Whether it counts into what its creator keeps: a highlight, until it has failed.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.kind == ClipKind::Highlight && self.state != ClipState::Failed
    }

    /// Below which its objects stand in the bucket.
    #[must_use]
    pub fn prefix(&self) -> String {
        clip_place(&self.id, "")
    }

    /// The key of the playlist of an edit. Each has a name of its own: a cache that has the one before serves it for as long
    /// as it likes.
    #[must_use]
    pub fn playlist_key(&self, edit: u32) -> String {
        let name = if edit == 0 { WHOLE.to_owned() } else { format!("index-{edit}.m3u8") };
        clip_place(&self.id, &name)
    }

    /// The key of its picture.
    #[must_use]
    pub fn poster_key(&self) -> String {
        clip_place(&self.id, POSTER)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::clip::{Range, window};

    pub(in crate::clip) fn vod() -> Vod {
        let begun = Vod::begun(&UserId::parse("usr_alice").unwrap(), "b1", Time::from_secs(1_000));
        Vod { id: "abcd".to_owned(), title: "Night".to_owned(), ..begun }
    }

    pub(in crate::clip) fn clip(wish: Wish) -> Clip {
        Clip::new("seed", &vod(), &UserId::parse("usr_bob").unwrap(), "Now", wish, Time::from_secs(1_100))
    }

    #[test]
    fn one_that_is_not_made_in_time_has_failed() {
        let clip = clip(window(Time::from_secs(1_100), 30_000));
        assert_eq!((clip.offset_millis, clip.duration_millis), (76_000, 30_000));
        let late = Time::from_secs(1_100 + MADE_WITHIN_SECS);
        assert_eq!(
            (clip.state(late.plus_millis(-1)), clip.reason(late.plus_millis(-1))),
            (ClipState::Processing, None)
        );
        assert_eq!((clip.state(late), clip.reason(late)), (ClipState::Failed, Some(TOO_LONG)));
        assert!(clip.is_to_be_made(late.plus_millis(-1)) && !clip.is_to_be_made(late));
        let made = Made {
            edit: 0,
            playlist: 0,
            offset_millis: 0,
            start_offset_millis: 0,
            duration_millis: 1,
            has_poster: false,
        };
        let ready = Clip { state: ClipState::Ready, made: Some(made), ..clip };
        assert_eq!((ready.state(late), ready.is_to_be_made(late)), (ClipState::Ready, false));
        assert!(Clip { edits: 1, ..ready }.is_to_be_made(late));
    }

    #[test]
    fn nobody_sees_more_of_it_than_of_its_vod() {
        use Visibility::{Followers, Private, Public};
        let clip = clip(Wish::Media { ranges: vec![Range { from_millis: 1, to_millis: 2 }] });
        assert_eq!(clip.visibility(None), Public);
        assert_eq!(clip.visibility(Some(Private)), Private);
        let narrow = Clip { visibility: Followers, ..clip };
        assert_eq!((narrow.visibility(Some(Public)), narrow.visibility(Some(Private))), (Followers, Private));
    }

    #[test]
    fn each_edit_has_a_playlist_of_its_own() {
        let clip = clip(window(Time::from_secs(1_100), 5_000));
        let prefix = format!("c/{}/{}/", &clip.id[..2], clip.id);
        assert_eq!(clip.playlist_key(0), format!("{prefix}index.m3u8"));
        assert_eq!(clip.playlist_key(2), format!("{prefix}index-2.m3u8"));
    }
}
