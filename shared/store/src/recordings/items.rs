//! What stands in the table of recordings.

use domain::UserId;
use domain::recording::{Run, Vod};
use runtime::Result;
use table::{Entity, Index, IndexKey, KeyOf, Pattern, Write, shard};

/// Shards of the Vods that end.
pub(super) const END_SHARDS: u8 = 4;

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

    /// Its places in the indexes: among its creator's Vods, by the start of their broadcasts; and among those that end, by
    /// when they do.
    pub(super) fn places(vod: &Vod) -> Vec<IndexKey> {
        let sk = format!("{}#{}", vod.started_at, vod.id);
        let mut places = vec![IndexKey { index: Index::Gsi1, pk: Self::creator_partition(&vod.user_id), sk }];
        places.extend(vod.due_at.map(|due_at| IndexKey {
            index: Index::Gsi2,
            pk: Self::end_partition(shard(&vod.id, END_SHARDS)),
            sk: format!("{due_at}#{}", vod.id),
        }));
        places
    }

    /// A change that its owner makes, unless it was deleted. Whoever sees to the recording has decided on what it was: they
    /// decide anew.
    pub(super) fn changed_by(vod_id: &str, owner: &UserId) -> Result<Write> {
        let write = Write::update(Self::key(vod_id)).add("revision", 1).when_present();
        write.when("#userId = :owner AND attribute_not_exists(#deletedAt)").bind(":owner", owner)
    }

    /// Vods that end, of one shard.
    pub(super) fn end_partition(shard: u8) -> String {
        format!("VODEND#{shard}")
    }

    /// A creator's Vods.
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

    /// Its place among its creator's runs, by the start of their pushes.
    pub(super) fn places(run: &Run) -> [IndexKey; 1] {
        [IndexKey { index: Index::Gsi1, pk: Self::creator_partition(&run.user_id), sk: run.id.clone() }]
    }

    /// A creator's runs.
    pub(super) fn creator_partition(user_id: &UserId) -> String {
        format!("RUNS#{user_id}")
    }
}

/// Everything of a Vod.
pub(super) fn partition(vod_id: &str) -> String {
    format!("VOD#{vod_id}")
}
