//! Reading the creator directory.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::{Category, UserId};
use runtime::Result;
use table::{Consistency, SK, failed, item};

use super::directory::{DirectoryEntry, DirectoryTotal};
use crate::Store;

/// Where in the directory a reader stands: the sort key of the entry read last.
pub type DirectoryPlace = String;

/// Some of the directory, newest approval first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryPage {
    /// Who, each with their place.
    pub entries: Vec<(UserId, DirectoryPlace)>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<DirectoryPlace>,
}

impl Store {
    /// At most `limit` creators, of one category or of all, after `place`. One trip; an entry is 0.15 kB,
    /// so 250 of them are 5 read units.
    pub async fn directory(
        &self,
        category: Option<Category>,
        place: Option<&str>,
        limit: u32,
    ) -> Result<DirectoryPage> {
        let page = self
            .table
            .query()
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .scan_index_forward(false)
            .key_condition_expression("pk = :list AND sk < :place")
            .expression_attribute_values(":list", S(DirectoryEntry::partition(category)))
            // Places begin with a digit, which every letter comes after.
            .expression_attribute_values(":place", S(place.unwrap_or("~").to_owned()))
            .send()
            .await
            .map_err(failed)?;
        let mut entries = Vec::new();
        for found in page.items.unwrap_or_default() {
            let place = found.get(SK).and_then(|place| place.as_s().ok().cloned()).unwrap_or_default();
            entries.push((item::read::<DirectoryEntry>(found)?.user_id, place));
        }
        let next = page.last_evaluated_key.and_then(|key| key.get(SK)?.as_s().ok().cloned());
        Ok(DirectoryPage { entries, next })
    }

    /// How many creators the directory has, of one category or of all. One trip.
    pub async fn directory_total(&self, category: Option<Category>) -> Result<u64> {
        Ok(self.table.get(DirectoryTotal::key(category), Consistency::Eventual).await?.unwrap_or_default().creators)
    }
}
