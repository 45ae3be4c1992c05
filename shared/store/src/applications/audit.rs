//! What administrators did, in the order of time.

use domain::AuditEntry;
use runtime::Result;
use table::{Range, Slice, Write};

use super::items::AuditItem;
use crate::Store;

/// The entry of an act, as part of the act's own transaction: no act without its entry.
pub(crate) fn entry_write(entry: &AuditEntry) -> Result<Write> {
    Ok(Write::put(AuditItem::key(&entry.id), entry, &[])?.when_absent())
}

impl Store {
    /// What administrators did, newest first, after the place `after`. One trip.
    pub async fn audit(&self, after: Option<&str>, limit: u32) -> Result<Slice<AuditEntry>> {
        let partition = AuditItem::PARTITION;
        self.table.slice(&Range { index: None, partition, after, newest_first: true, limit }).await
    }
}
