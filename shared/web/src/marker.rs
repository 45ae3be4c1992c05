//! Markers of a recording: what a request for one says, and what answers tell.

use domain::recording::{MAX_MARKER_TEXT, Marker};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Body;
use crate::error::{Error, Result};
use crate::fields::Fields;

/// No recording is as long: 7 days, in milliseconds.
const MAX_OFFSET: u64 = 604_800_000;

/// A moment of a recording with a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Marker)]
#[serde(rename_all = "camelCase")]
pub struct MarkerView {
    id: String,
    /// Seconds of media from its beginning: where a player finds it.
    offset: f64,
    text: String,
    is_chapter: bool,
}

impl MarkerView {
    /// The marker of this id.
    #[must_use]
    pub fn new(id: String, marker: Marker) -> Self {
        let offset = std::time::Duration::from_millis(marker.offset_millis).as_secs_f64();
        Self { id, offset, text: marker.text, is_chapter: marker.is_chapter }
    }
}

/// A marker as a request asks for it.
#[derive(ToSchema)]
#[schema(as = CreateMarkerRequest)]
#[serde(rename_all = "camelCase")]
pub struct NewMarker {
    /// Its name, 1–140 characters after trimming.
    #[schema(min_length = 1, max_length = 140)]
    text: String,
    /// Seconds of media from the beginning of the video, at most what it has by now; while it is recorded, now unless given.
    #[schema(value_type = Option<f64>, minimum = 0)]
    offset: Option<u64>,
    /// Whether a chapter begins here; false unless given.
    #[schema(value_type = Option<bool>)]
    is_chapter: bool,
}

impl NewMarker {
    /// Reads it.
    ///
    /// # Errors
    /// Fields that break their rules.
    pub fn parse(body: &Body) -> Result<Self> {
        let mut fields = Fields::default();
        let new = Self {
            text: fields.line(body, "text", 1, MAX_MARKER_TEXT),
            offset: fields.seconds_within_if_given(body, "offset", 0, MAX_OFFSET),
            is_chapter: fields.boolean_if_given(body, "isChapter").unwrap_or_default(),
        };
        fields.finish()?;
        Ok(new)
    }

    /// The marker of a recording of this length (milliseconds); one that `is_recorded` now has a now.
    ///
    /// # Errors
    /// An `offset` that lies behind the end, or none where nothing is recorded any more.
    pub fn of_length(&self, length_millis: u64, is_recorded: bool) -> Result<Marker> {
        let now = is_recorded.then_some(length_millis);
        let offset_millis = self.offset.or(now).ok_or_else(|| Error::invalid("offset", "is required"))?;
        if offset_millis > length_millis {
            return Err(Error::invalid("offset", "must not lie behind the end of the video"));
        }
        Ok(Marker { offset_millis, text: self.text.clone(), is_chapter: self.is_chapter })
    }
}
