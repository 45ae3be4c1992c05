//! Moments of a Vod that have a name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Most markers of a Vod: they stand in its item, which lists and the Vod's own page read anyway.
pub const MAX_MARKERS: usize = 100;
/// Longest text of a marker, in characters.
pub const MAX_MARKER_TEXT: usize = 140;

/// A moment of a Vod with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Marker {
    /// Media before it, in milliseconds: where a player finds it.
    pub offset_millis: u64,
    /// Its name.
    pub text: String,
    /// Whether a chapter begins here.
    #[serde(default)]
    pub is_chapter: bool,
}

/// The markers of a Vod, by their ids.
pub type Markers = BTreeMap<String, Marker>;

/// Markers in the order in which a player passes them; of one moment, the one that was made first.
#[must_use]
pub fn in_order(markers: Markers) -> Vec<(String, Marker)> {
    let mut markers: Vec<_> = markers.into_iter().collect();
    // Ids sort by the time of their making, and so does the map; the sort keeps that order.
    markers.sort_by_key(|(_, marker)| marker.offset_millis);
    markers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_as_a_player_passes_them() {
        let marker = |offset_millis| Marker { offset_millis, text: offset_millis.to_string(), is_chapter: false };
        let markers = [("1", 9_000), ("2", 10_000), ("3", 500), ("4", 9_000)];
        let markers: Markers = markers.into_iter().map(|(id, at)| (id.to_owned(), marker(at))).collect();
        let ids: Vec<String> = in_order(markers).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["3", "1", "4", "2"]);
    }
}
