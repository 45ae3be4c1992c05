//! The batch as Lambda hands it in, and the answer that names what failed (AWS: reporting batch item
//! failures for DynamoDB streams).

use serde::{Deserialize, Serialize};
use serde_dynamo::Item;

/// A batch of changes.
#[derive(Debug, Deserialize)]
pub struct TableEvent {
    /// The changes, in the order in which they were made to each item.
    #[serde(rename = "Records", default)]
    pub records: Vec<Record>,
}

/// One change of one item.
#[derive(Debug, Deserialize)]
pub struct Record {
    dynamodb: Change,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    #[serde(default)]
    new_image: Option<Item>,
    #[serde(default)]
    old_image: Option<Item>,
    sequence_number: String,
}

impl Record {
    /// Its place in the stream.
    #[must_use]
    pub fn sequence_number(&self) -> &str {
        &self.dynamodb.sequence_number
    }

    /// The item after the change; `None` when it was deleted.
    #[must_use]
    pub fn new_image(&self) -> Option<&Item> {
        self.dynamodb.new_image.as_ref().filter(|image| !image.is_empty())
    }

    /// The item before the change; `None` when it came to be.
    #[must_use]
    pub fn old_image(&self) -> Option<&Item> {
        self.dynamodb.old_image.as_ref().filter(|image| !image.is_empty())
    }

    /// The partition key of the item.
    #[must_use]
    pub fn pk(&self) -> &str {
        self.key_part("pk")
    }

    /// The sort key of the item.
    #[must_use]
    pub fn sk(&self) -> &str {
        self.key_part("sk")
    }

    /// Whether one of these attributes is another one than before.
    #[must_use]
    pub fn has_changed(&self, attributes: &[&str]) -> bool {
        let value = |image: Option<&Item>, name: &str| image.and_then(|image| image.get(name)).cloned();
        attributes.iter().any(|name| value(self.old_image(), name) != value(self.new_image(), name))
    }

    fn key_part(&self, name: &str) -> &str {
        match self.new_image().or_else(|| self.old_image()).and_then(|image| image.get(name)) {
            Some(serde_dynamo::AttributeValue::S(text)) => text,
            _ => "",
        }
    }
}

/// The answer to a batch: the first record that is to be handed in again, with all after it.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchFailures {
    batch_item_failures: Vec<BatchItemFailure>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchItemFailure {
    item_identifier: String,
}

impl BatchFailures {
    /// Everything was taken in.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Everything from this record on is to come again.
    #[must_use]
    pub fn from(sequence_number: String) -> Self {
        Self { batch_item_failures: vec![BatchItemFailure { item_identifier: sequence_number }] }
    }

    /// The record from which everything is to come again.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.batch_item_failures.first().map(|failure| failure.item_identifier.as_str())
    }
}
