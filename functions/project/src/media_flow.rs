//! Whether a stream's media flows, by its item in a record.

use serde_dynamo::{AttributeValue, Item};

use table::change::Record;

/// Whether a record tells that a stream's media ended: its encoder went, or its broadcast.
pub(crate) fn has_ended(record: &Record) -> bool {
    record.sk() == "STREAM" && flows(record.old_image()) && !flows(record.new_image())
}

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
