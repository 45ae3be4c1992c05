//! What administrators did, in the order of time.

use domain::{AuditEntry, Time};
use rand::Rng as _;
use runtime::Result;
use table::{Key, Range, Slice, Write};
use ulid::Ulid;

use crate::Store;
use crate::keys::Keys as _;

/// An id for an entry of `at`: time first, so that ids sort by it; chance after it, so that two acts of one moment are
/// two entries.
pub(crate) fn entry_id(at: Time) -> String {
    let millis = u64::try_from(at.as_millis()).unwrap_or_default();
    Ulid::from_parts(millis, rand::rng().random()).to_string()
}

/// The entry of an act, as part of the act's own transaction: no act without its entry.
pub(crate) fn entry_write(entry: &AuditEntry) -> Result<Write> {
    Ok(Write::put(Key::audit(&entry.id), entry, &[])?.when_absent())
}

impl Store {
    /// What administrators did, newest first, after the place `after`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn audit(&self, after: Option<&str>, limit: u32) -> Result<Slice<AuditEntry>> {
        let partition = Key::audit_partition();
        self.table.slice(&Range { index: None, partition, after, newest_first: true, limit }).await
    }
}
