//! An encoding that was set during a push is given to the ingress when its media ends, for the next one.

use std::time::Duration;

use domain::UserId;
use serde_dynamo::{AttributeValue, Item};
use store::Call;
use tokio::time::Instant;

use crate::App;
use crate::projection::{Failed, Projection};
use table::change::Record;

/// A call that takes longer is left to `reconcile`.
const WITHIN: Duration = Duration::from_secs(10);

pub(crate) const PROJECTION: Projection =
    Projection { name: "ingress_shape", take_in: |app, record, turn| Box::pin(take_in(app, record, turn.until)) };

/// Makes the call that waits for the end of a push, where one does: `reconcile` would a minute later, and an encoder that
/// returns at once would find the encoding of before.
async fn take_in(app: &App, record: &Record, until: Instant) -> Result<(), Failed> {
    let Some(("STREAM", id)) = record.pk().split_once('#') else { return Ok(()) };
    let has_ended = record.sk() == "STREAM" && flows(record.old_image()) && !flows(record.new_image());
    let (true, Ok(user_id)) = (has_ended, UserId::parse(id)) else { return Ok(()) };
    if let Some(pending) = app.store.entry(&Call::ShapeIngress { user_id }).await? {
        app.outbox.make(&pending, until.min(Instant::now() + WITHIN)).await?;
    }
    Ok(())
}

/// Whether media is published.
fn flows(stream: Option<&Item>) -> bool {
    let Some(AttributeValue::M(media)) = stream.and_then(|stream| stream.get("media")) else { return false };
    matches!(media.get("broadcast"), Some(AttributeValue::M(open)) if !open.contains_key("mediaEndedAt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_flows_from_its_start_to_its_end() {
        let stream = |media: serde_json::Value| serde_dynamo::to_item(serde_json::json!({ "media": media })).unwrap();
        assert!(flows(Some(&stream(serde_json::json!({ "broadcast": { "id": "b" } })))));
        assert!(!flows(Some(&stream(serde_json::json!({ "broadcast": { "mediaEndedAt": "now" } })))));
        assert!(!flows(Some(&stream(serde_json::json!({ "dead": [] })))));
        assert!(!flows(None));
    }
}
