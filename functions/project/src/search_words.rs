//! The search index follows titles, tags, usernames, names, broadcasts, statuses and follower counts.

use domain::UserId;
use serde_dynamo::{AttributeValue, Item};

use crate::App;
use crate::projection::{Failed, Projection};
use table::change::Record;

pub(crate) const PROJECTION: Projection =
    Projection { name: "search_words", take_in: |app, record, _| Box::pin(take_in(app, record)) };

/// Makes the index say what is so now, when a change may have made it say something else.
async fn take_in(app: &App, record: &Record) -> Result<(), Failed> {
    let Some((kind, id)) = record.pk().split_once('#') else { return Ok(()) };
    let is_due = match (kind, record.sk()) {
        ("USER", "PROFILE") => {
            record.new_image().is_some_and(|image| image.contains_key("creatorStatus"))
                && record.has_changed(&["username", "name", "creatorStatus"])
        }
        ("STREAM", "STREAM") => {
            record.has_changed(&["title", "tags"]) || broadcast(record.old_image()) != broadcast(record.new_image())
        }
        ("FOLLOWERS", _) => magnitude(record.old_image()) != magnitude(record.new_image()),
        _ => false,
    };
    if let (true, Ok(id)) = (is_due, UserId::parse(id)) {
        app.store.refresh_search(&id).await?;
    }
    Ok(())
}

/// The id of a stream's open broadcast: whether there is one, and since when, stands in the index.
fn broadcast(stream: Option<&Item>) -> Option<&str> {
    let Some(AttributeValue::M(media)) = stream?.get("media") else { return None };
    let Some(AttributeValue::M(open)) = media.get("broadcast") else { return None };
    match open.get("id") {
        Some(AttributeValue::S(id)) => Some(id),
        _ => None,
    }
}

/// The power of two that one shard of a follower counter has reached. Followers spread evenly over the 64
/// shards, so while they double each shard passes one power of two, and the total is looked at some 64
/// times: often enough to notice that it passed a power of four, and for a creator who gains 50,000
/// followers 700 looks of 3 read units instead of 50,000.
fn magnitude(shard: Option<&Item>) -> Option<u32> {
    match shard.and_then(|shard| shard.get("total")) {
        Some(AttributeValue::N(total)) => total.parse::<u64>().ok()?.checked_ilog2(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(total: &str) -> Option<Item> {
        serde_dynamo::to_item(serde_json::json!({ "total": total.parse::<u64>().unwrap() })).ok()
    }

    #[test]
    fn a_shard_is_looked_at_each_time_it_doubles() {
        let seen = |total| magnitude(shard(total).as_ref());
        assert_eq!(magnitude(None), seen("0"));
        assert_ne!(seen("0"), seen("1"));
        assert_ne!(seen("15"), seen("16"));
        assert_eq!(seen("16"), seen("31"));
    }

    #[test]
    fn another_broadcast_is_looked_at() {
        let stream = |media: serde_json::Value| serde_dynamo::to_item(serde_json::json!({ "media": media })).unwrap();
        let open = stream(serde_json::json!({ "broadcast": { "id": "b" } }));
        assert_eq!(broadcast(Some(&open)), Some("b"));
        assert_eq!(broadcast(Some(&stream(serde_json::json!({ "dead": [] })))), None);
        assert_eq!(broadcast(None), None);
    }
}
