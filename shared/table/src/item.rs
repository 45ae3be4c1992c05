//! Items to types and back.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use runtime::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::key::{IndexKey, Key, PK, SK};

/// An item as DynamoDB has it.
pub type Item = HashMap<String, AttributeValue>;

impl Key {
    /// The key as an item that has nothing else.
    #[must_use]
    pub fn into_item(self) -> Item {
        Item::from([(PK.to_owned(), AttributeValue::S(self.pk)), (SK.to_owned(), AttributeValue::S(self.sk))])
    }
}

/// Reads an item as a type; attributes that the type does not have (keys among them) are passed over.
pub fn read<T: DeserializeOwned>(item: Item) -> Result<T> {
    serde_dynamo::from_item(item).map_err(Error::internal)
}

/// Reads an item that may not be there.
pub fn read_optional<T: DeserializeOwned>(item: Option<Item>) -> Result<Option<T>> {
    item.map(read).transpose()
}

/// One value as an attribute.
pub fn attribute(value: impl Serialize) -> Result<AttributeValue> {
    serde_dynamo::to_attribute_value(value).map_err(Error::internal)
}

/// Writes a type as an item under its key. An absent optional is left out rather than stored as NULL:
/// a NULL attribute would make a sparse index refuse the item and a condition see it as there.
pub fn write(key: impl Into<Key>, value: &impl Serialize, indexes: &[IndexKey]) -> Result<Item> {
    let mut item: Item = serde_dynamo::to_item(value).map_err(Error::internal)?;
    drop_nulls(&mut item);
    item.extend(key.into().into_item());
    for place in indexes {
        let (pk, sk) = place.index.attributes();
        item.insert(pk.to_owned(), AttributeValue::S(place.pk.clone()));
        item.insert(sk.to_owned(), AttributeValue::S(place.sk.clone()));
    }
    Ok(item)
}

fn drop_nulls(item: &mut Item) {
    item.retain(|_, value| !matches!(value, AttributeValue::Null(_)));
    for value in item.values_mut() {
        if let AttributeValue::M(map) = value {
            drop_nulls(map);
        }
    }
}

/// The key of an item that was read.
pub fn key_of(item: &Item) -> Option<Key> {
    let text = |name| item.get(name)?.as_s().ok().cloned();
    Some(Key::new(text(PK)?, text(SK)?))
}

/// Bytes of a value in an item, by the rules of AWS ("DynamoDB item sizes and formats").
#[must_use]
pub fn bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(blob) => blob.as_ref().len(),
        AttributeValue::N(digits) => digits.len() / 2 + 2,
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::Bs(blobs) => blobs.iter().map(|blob| blob.as_ref().len()).sum(),
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + bytes(value)).sum::<usize>(),
        AttributeValue::M(map) => 3 + map.iter().map(|(name, value)| 1 + name.len() + bytes(value)).sum::<usize>(),
        _ => 1,
    }
}

/// Bytes of a whole item, by the same rules.
#[must_use]
pub fn size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + bytes(value)).sum()
}

/// The bytes that an attribute has; none where it is absent.
#[must_use]
pub fn bytes_of<'a>(item: &'a Item, name: &str) -> &'a [u8] {
    item.get(name).and_then(|value| value.as_b().ok()).map(AsRef::as_ref).unwrap_or_default()
}

/// The members of a set of bytes; none where it is absent.
pub fn members_of<'a>(item: &'a Item, name: &str) -> impl Iterator<Item = &'a [u8]> {
    item.get(name).and_then(|value| value.as_bs().ok()).into_iter().flatten().map(AsRef::as_ref)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, serde::Deserialize, PartialEq, Debug)]
    struct Sample {
        text: Option<String>,
        number: u64,
        inner: Inner,
    }

    #[derive(Serialize, serde::Deserialize, PartialEq, Debug)]
    struct Inner {
        absent: Option<String>,
    }

    #[test]
    fn absent_optionals_are_not_stored() {
        let sample = Sample { text: None, number: 7, inner: Inner { absent: None } };
        let item = write(Key::new("A", "B"), &sample, &[]).unwrap();
        assert!(!item.contains_key("text"));
        assert_eq!(item["inner"], AttributeValue::M(HashMap::new()));
        assert_eq!(key_of(&item), Some(Key::new("A", "B")));
        assert_eq!(read::<Sample>(item).unwrap(), sample);
    }
}
