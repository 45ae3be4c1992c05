//! Broadcasts of a creator, with the figures that they have.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::{Broadcast, UserId};
use runtime::Result;
use table::{Consistency, Slice, failed, item};

use crate::Store;
use crate::streams::BroadcastItem;

impl Store {
    /// A broadcast. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn broadcast(&self, creator: &UserId, id: &str, consistency: Consistency) -> Result<Option<Broadcast>> {
        let found = self.table.get_item(BroadcastItem::key(creator, id).into(), consistency).await?;
        item::read_optional(found)
    }

    /// A creator's broadcasts, newest first, after that of an id. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn broadcasts(&self, creator: &UserId, after: Option<&str>, limit: u32) -> Result<Slice<Broadcast>> {
        let key = |id: &str| BroadcastItem::key(creator, id);
        let query = self
            .table
            .query()
            .key_condition_expression("pk = :creator AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":creator", S(key("").pk.clone()))
            .expression_attribute_values(":first", S(key("").sk.clone()))
            // Behind every id, which begins with a digit; one more than asked for tells whether the list goes on.
            .expression_attribute_values(":last", S(key(after.unwrap_or("~")).sk.clone()))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(i32::try_from(limit + 2).unwrap_or(i32::MAX));
        let page = query.send().await.map_err(failed)?;
        let found = page.items.unwrap_or_default().into_iter().map(item::read::<Broadcast>);
        let mut items = found.filter(|found| !found.as_ref().is_ok_and(|found| Some(found.id.as_str()) == after));
        let mut listed = Vec::new();
        for item in items.by_ref().take(limit as usize) {
            listed.push(item?);
        }
        let goes_on = items.next().is_some();
        let next = listed.last().filter(|_| goes_on).map(|last| last.id.clone());
        Ok(Slice { items: listed, next })
    }
}
