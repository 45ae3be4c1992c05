//! What stands in the table of applications, and of what administrators did.

use domain::{Application, ApplicationStatus, AuditEntry, UserId};
use table::{Entity, Index, IndexKey, KeyOf, Pattern};

/// A user's creator application.
pub(crate) struct ApplicationItem;

impl Entity for ApplicationItem {
    type Value = Application;
    const PATTERN: Pattern = ("USER#id", "APPLICATION");
}

impl ApplicationItem {
    pub fn key(id: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("USER#{id}"), "APPLICATION")
    }

    /// The applications of one status: partition of gsi1.
    pub fn partition(status: ApplicationStatus) -> String {
        format!("APPLICATIONS#{}", status.as_str())
    }

    /// An application among those of its status, by the time of its last sending in.
    pub fn place(application: &Application) -> IndexKey {
        let Application { status, submitted_at, user_id, .. } = application;
        IndexKey { index: Index::Gsi1, pk: Self::partition(*status), sk: format!("{submitted_at}#{user_id}") }
    }
}

/// What an administrator did; ids sort by time.
pub(crate) struct AuditItem;

impl Entity for AuditItem {
    type Value = AuditEntry;
    const PATTERN: Pattern = (AuditItem::PARTITION, "id, which sorts by time");
}

impl AuditItem {
    /// One partition for all, so that a page is one query: an act is a person's decision, some a minute at most, and a
    /// partition key takes 500 of them a second (2 write units each, in a transaction).
    pub const PARTITION: &'static str = "AUDIT";

    pub fn key(entry: &str) -> KeyOf<Self> {
        KeyOf::new(Self::PARTITION, entry)
    }
}
