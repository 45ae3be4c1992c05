//! Changes of a table: the batch as Lambda hands it in, and the answer that names what failed (AWS: reporting batch item
//! failures for DynamoDB streams).

use serde::{Deserialize, Serialize};
use serde_dynamo::Item;

/// A batch of changes.
#[derive(Debug, Clone, Deserialize)]
pub struct TableEvent {
    /// The changes, in the order in which they were made to each item.
    #[serde(rename = "Records", default)]
    pub records: Vec<Record>,
}

/// One change of one item.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    dynamodb: Change,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    #[serde(default)]
    keys: Option<Item>,
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

    /// Whether it has no image at all, which only a stream of another kind than ours hands in.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        self.new_image().is_none() && self.old_image().is_none()
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
        let keys = self.dynamodb.keys.as_ref().filter(|keys| keys.contains_key(name));
        let image = || self.new_image().or_else(|| self.old_image());
        match keys.or_else(image).and_then(|image| image.get(name)) {
            Some(serde_dynamo::AttributeValue::S(text)) => text,
            _ => "",
        }
    }
}

/// The answer to a batch: the records that are to be handed in again, in their order. Lambda hands in all from the
/// first of them on.
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

    /// This record is to come again.
    #[must_use]
    pub fn from(sequence_number: String) -> Self {
        Self::of(std::iter::once(sequence_number))
    }

    /// These records are to come again.
    pub fn of(sequence_numbers: impl Iterator<Item = String>) -> Self {
        let failures = sequence_numbers.map(|item_identifier| BatchItemFailure { item_identifier });
        Self { batch_item_failures: failures.collect() }
    }

    /// The first record that is to come again.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.batch_item_failures.first().map(|failure| failure.item_identifier.as_str())
    }
}
