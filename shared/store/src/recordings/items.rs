//! What stands in the table of recordings.

use domain::UserId;
use domain::recording::{Run, Vod};
use table::{Entity, Index, IndexKey, KeyOf, Pattern};

/// The recording of one broadcast.
pub struct VodItem;

impl Entity for VodItem {
    type Value = Vod;
    const PATTERN: Pattern = ("VOD#id", "VOD");
}

impl VodItem {
    /// Of this id.
    #[must_use]
    pub fn key(vod_id: &str) -> KeyOf<Self> {
        KeyOf::new(partition(vod_id), "VOD")
    }

    /// A creator's Vods, by the start of their broadcasts.
    pub(crate) fn of_creator(vod: &Vod) -> IndexKey {
        let sk = format!("{}#{}", vod.started_at, vod.id);
        IndexKey { index: Index::Gsi1, pk: Self::creator_partition(&vod.user_id), sk }
    }

    /// Where those are.
    pub(crate) fn creator_partition(user_id: &UserId) -> String {
        format!("VODS#{user_id}")
    }
}

/// One egress of a Vod.
pub struct RunItem;

impl Entity for RunItem {
    type Value = Run;
    const PATTERN: Pattern = ("VOD#id", "RUN#push and attempt");
}

impl RunItem {
    /// Of this Vod, by [`Run::id`].
    #[must_use]
    pub fn key(vod_id: &str, run_id: &str) -> KeyOf<Self> {
        KeyOf::new(partition(vod_id), format!("RUN#{run_id}"))
    }
}

/// Everything of a Vod.
pub(super) fn partition(vod_id: &str) -> String {
    format!("VOD#{vod_id}")
}
