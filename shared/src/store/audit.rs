//! What administrators did, in the order of time.

use rand::Rng as _;
use ulid::Ulid;

use super::slice::Range;
use super::write::Write;
use super::{Act, Key, Slice, Store};
use crate::domain::AuditEntry;
use crate::error::Result;

/// The entry of an act, as part of the act's own transaction: no act without its entry.
pub(super) fn entry_write(act: &Act<'_>) -> Result<Write> {
    // Time first, so that ids sort by it; chance after it, so that two acts of one moment are two entries.
    let millis = u64::try_from(act.at.as_millis()).unwrap_or_default();
    let entry = AuditEntry {
        id: Ulid::from_parts(millis, rand::rng().random()).to_string(),
        admin_id: act.admin_id.clone(),
        action: act.action,
        user_id: act.user_id.clone(),
        reason: act.reason.map(str::to_owned),
        at: act.at,
    };
    Ok(Write::put(Key::audit(&entry.id), &entry, &[])?.when_absent())
}

impl Store {
    /// What administrators did, newest first, after the place `after`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn audit(&self, after: Option<&str>, limit: u32) -> Result<Slice<AuditEntry>> {
        let partition = Key::audit_partition();
        self.slice(&Range { index: None, partition, after, newest_first: true, limit }).await
    }
}
