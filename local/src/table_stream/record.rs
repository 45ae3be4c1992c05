//! A change as the SDK reads it, in the JSON in which Lambda hands it to a function (AWS: "Using AWS
//! Lambda with Amazon DynamoDB").

use std::collections::HashMap;

use aws_sdk_dynamodbstreams::types::{AttributeValue, Record};
use serde_json::{Map, Value, json};

/// The record of a change.
pub(super) fn to_lambda(record: Record) -> serde_json::Result<Value> {
    let change = record.dynamodb.unwrap_or_else(|| aws_sdk_dynamodbstreams::types::StreamRecord::builder().build());
    let mut dynamodb = Map::new();
    for (name, item) in [("Keys", change.keys), ("NewImage", change.new_image), ("OldImage", change.old_image)] {
        if let Some(item) = item.filter(|item| !item.is_empty()) {
            dynamodb.insert(name.to_owned(), to_json(item)?);
        }
    }
    dynamodb.insert("SequenceNumber".to_owned(), change.sequence_number.into());
    dynamodb.insert("SizeBytes".to_owned(), change.size_bytes.into());
    dynamodb.insert("StreamViewType".to_owned(), change.stream_view_type.map(|kind| kind.as_str().to_owned()).into());
    let created = change.approximate_creation_date_time.map(|time| time.as_secs_f64());
    dynamodb.insert("ApproximateCreationDateTime".to_owned(), created.into());
    Ok(json!({
        "eventID": record.event_id,
        "eventName": record.event_name.map(|name| name.as_str().to_owned()),
        "eventVersion": record.event_version,
        "eventSource": "aws:dynamodb",
        "awsRegion": record.aws_region,
        "dynamodb": dynamodb,
    }))
}

fn to_json(item: HashMap<String, AttributeValue>) -> serde_json::Result<Value> {
    let item: HashMap<String, serde_dynamo::AttributeValue> =
        item.into_iter().map(|(name, value)| (name, value.into())).collect();
    serde_json::to_value(item)
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodbstreams::types::{OperationType, StreamRecord, StreamViewType};

    use super::*;

    #[test]
    fn a_record_is_what_lambda_hands_in() {
        let item = |n: &str| {
            HashMap::from([
                ("pk".to_owned(), AttributeValue::S("OUTBOX#1".to_owned())),
                ("count".to_owned(), AttributeValue::N(n.to_owned())),
                ("names".to_owned(), AttributeValue::L(vec![AttributeValue::Null(true)])),
            ])
        };
        let change = StreamRecord::builder()
            .set_keys(Some(HashMap::from([("pk".to_owned(), AttributeValue::S("OUTBOX#1".to_owned()))])))
            .set_new_image(Some(item("2")))
            .set_old_image(Some(HashMap::new()))
            .sequence_number("000000000000000000042")
            .size_bytes(26)
            .stream_view_type(StreamViewType::NewAndOldImages)
            .build();
        let record = Record::builder().event_id("e").event_name(OperationType::Insert).dynamodb(change).build();
        let json = to_lambda(record).unwrap();
        assert_eq!(
            json["dynamodb"],
            json!({
                "Keys": {"pk": {"S": "OUTBOX#1"}},
                "NewImage": {"pk": {"S": "OUTBOX#1"}, "count": {"N": "2"}, "names": {"L": [{"NULL": true}]}},
                "SequenceNumber": "000000000000000000042",
                "SizeBytes": 26,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
                "ApproximateCreationDateTime": null,
            })
        );
        let batch: project::TableEvent = serde_json::from_value(json!({ "Records": [json] })).unwrap();
        assert_eq!(batch.records[0].pk(), "OUTBOX#1");
        assert!(batch.records[0].old_image().is_none());
    }
}
