//! Recordings: what a creator wants of them, one recording of a broadcast (a Vod), the egresses that make it (its runs),
//! and what is to be done about them.

mod egress;
mod key;
mod plan;
mod run;
mod run_state;
mod settings;
mod vod;

pub use egress::{Egress, EgressStatus, JOINS_SECS};
pub use key::{RunKey, vod_id_of};
pub use plan::{Plan, Room, plan, strangers};
pub use run::Run;
pub use run_state::RunState;
pub use settings::{ClipsBy, RecordingSettings, Visibility};
pub use vod::{Vod, VodState};

#[cfg(test)]
mod histories;
#[cfg(test)]
mod tests;
