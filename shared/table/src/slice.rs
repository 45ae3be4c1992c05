//! A piece of a list that one query reads: from a place on, so many items.

use aws_sdk_dynamodb::types::AttributeValue::S;
use runtime::{Error, Result};
use serde::de::DeserializeOwned;

use crate::key::{Index, PK, SK};
use crate::{Table, failed, item};

/// A piece of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// The place of the last item, if others follow it.
    pub next: Option<String>,
}

/// Which list, and which piece of it.
pub struct Range<'a> {
    /// `None`: the table itself.
    pub index: Option<Index>,
    /// Partition of the list.
    pub partition: &'a str,
    /// The place after which to go on: a sort key, whose item may be gone since.
    pub after: Option<&'a str>,
    /// From the greatest sort key down.
    pub newest_first: bool,
    /// Most items.
    pub limit: u32,
}

impl Table {
    /// One query, consistent where the table itself is asked.
    pub async fn slice<T: DeserializeOwned>(&self, range: &Range<'_>) -> Result<Slice<T>> {
        let (pk, sk) = range.index.map_or((PK, SK), Index::attributes);
        let mut query = self
            .query()
            .set_index_name(range.index.map(|index| index.name().to_owned()))
            .consistent_read(range.index.is_none())
            .expression_attribute_names("#pk", pk)
            .expression_attribute_values(":pk", S(range.partition.to_owned()))
            .scan_index_forward(!range.newest_first);
        query = match range.after {
            None => query.key_condition_expression("#pk = :pk"),
            Some(after) => query
                .key_condition_expression(if range.newest_first {
                    "#pk = :pk AND #sk < :after"
                } else {
                    "#pk = :pk AND #sk > :after"
                })
                .expression_attribute_names("#sk", sk)
                .expression_attribute_values(":after", S(after.to_owned())),
        };
        // One more than asked for tells whether the list goes on: DynamoDB's own mark only says that it
        // stopped reading.
        let limit = range.limit as usize;
        let page = query.limit(i32::try_from(limit + 1).unwrap_or(i32::MAX)).send().await.map_err(failed)?;
        let mut found = page.items.unwrap_or_default();
        let cut_short = found.len() <= limit && page.last_evaluated_key.is_some();
        let goes_on = found.len() > limit || cut_short;
        found.truncate(limit);
        let place = found.last().and_then(|last| last.get(sk)?.as_s().ok().cloned());
        let items = found.into_iter().map(item::read).collect::<Result<_>>()?;
        match (goes_on, place) {
            (false, _) => Ok(Slice { items, next: None }),
            (true, Some(place)) => Ok(Slice { items, next: Some(place) }),
            (true, None) => Err(Error::fault("a list that goes on has a last item")),
        }
    }
}
