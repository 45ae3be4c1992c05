//! Pointing at a message: once a reader and message.

use domain::UserId;
use domain::chat::Report;
use runtime::Result;
use serde::Serialize;
use table::{Entity, KeyOf, Pattern, Transacted, Write};

use super::waiting::{Waiting as _, wait_write};
use crate::Store;

/// That somebody pointed at a message.
pub struct Reported;

impl Entity for Reported {
    type Value = ();
    const PATTERN: Pattern = ("REPORTED#host", "message and reporter");
}

impl Reported {
    fn key(host: &UserId, report: &Report) -> KeyOf<Self> {
        KeyOf::new(format!("REPORTED#{host}"), format!("{}#{}", report.message.id, report.reported_by))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    expires_at: i64,
}

impl Store {
    /// Points at a message; `false`: the same one did before. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn report(&self, host: &UserId, report: &Report) -> Result<bool> {
        let now = report.created_at;
        let note = Note { expires_at: now.as_secs() + Report::KEPT_SECS };
        let first = Write::put(Reported::key(host, report), &note, &[])?;
        let first = first.when("attribute_not_exists(#pk) OR #expiresAt <= :now").bind(":now", now.as_secs())?;
        let writes = vec![first, wait_write(host, report, now)?];
        Ok(matches!(self.chat.transact(writes).await?, Transacted::Done))
    }
}
