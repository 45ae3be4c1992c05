//! Recordings: what a creator wants of them, one recording of a broadcast (a Vod), the egresses that make it (its runs),
//! and what is to be done about them.

mod egress;
mod key;
pub mod manifest;
mod marker;
mod path_token;
mod plan;
mod playback;
mod retention;
mod run;
mod run_state;
mod settings;
mod so_far;
mod vod;

pub use egress::{Egress, JOINS_SECS};
pub use key::{OfOne, RunKey, clip_id_of, clip_place, of_one, part_behind, preview_place, vod_id_of, vod_place};
pub use marker::{MAX_MARKER_TEXT, MAX_MARKERS, Marker, Markers, in_order};
pub use path_token::{opened, signed_path};
pub use plan::{Plan, Room, plan, strangers};
pub use playback::{Assembled, GROWING, POSTER, WHOLE, Watched};
pub use retention::KEPT_LIMIT_MILLIS;
pub use run::Run;
pub use run_state::RunState;
pub use settings::{ClipsBy, RecordingSettings, Visibility};
pub use so_far::length_so_far;
pub use vod::{Vod, VodState};

#[cfg(test)]
mod histories;
#[cfg(test)]
mod tests;
