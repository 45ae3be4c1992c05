//! A ranking that a reader asked for is built: readers are served the one before meanwhile
//! (docs/adr/0004-ranking.md).

use store::RANKING_ASKED_AT;

use crate::App;
use table::change::Record;

/// Builds the ranking that a batch asks for, once however often it does. A failure is logged only: five seconds
/// later the next reader asks again.
pub(crate) async fn take_in(app: &App, records: &[Record]) {
    if !records.iter().any(is_asked) {
        return;
    }
    if let Err(error) = app.ranking.renew().await {
        tracing::warn!(event = "ranking", outcome = "failed", cause = ?error);
    }
}

fn is_asked(record: &Record) -> bool {
    (record.pk(), record.sk()) == ("RANK#HEAD", "LEASE") && record.has_changed(&[RANKING_ASKED_AT])
}
