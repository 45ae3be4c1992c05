//! The open broadcasts of a tag, in the order of their go-lives. Kept with the search index, in its transactions and on
//! its record: see `search_index`.

use domain::{Tag, Time, UserId};
use runtime::Result;
use serde::Deserialize;
use table::{Entity, KeyOf, Pattern, Range, Slice};

use crate::Store;

/// An open broadcast in the list of a tag.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TagItem {
    user_id: UserId,
}

impl Entity for TagItem {
    type Value = Self;
    const PATTERN: Pattern = ("TAG#tag", "go-live and id");
}

impl TagItem {
    /// The list of a tag, which is folded: partition.
    pub fn partition(folded: &str) -> String {
        format!("TAG#{folded}")
    }

    /// A broadcast in it.
    pub fn key(folded: &str, started_at: Time, id: &UserId) -> KeyOf<Self> {
        KeyOf::new(Self::partition(folded), format!("{started_at}#{id}"))
    }
}

impl Store {
    /// At most `limit` creators with an open broadcast and this tag, the newest go-live first, after `place`. The list
    /// is behind the streams by a second or so: whether each is live, and has the tag, is for its stream to say. One
    /// trip; 40 of them are a read unit.
    ///
    /// # Errors
    /// The table away.
    pub async fn tagged(&self, tag: &Tag, place: Option<&str>, limit: u32) -> Result<Slice<UserId>> {
        let partition = TagItem::partition(&tag.folded());
        let range = Range { index: None, partition: &partition, after: place, newest_first: true, limit };
        let Slice { items, next } = self.table.slice::<TagItem>(&range).await?;
        Ok(Slice { items: items.into_iter().map(|item| item.user_id).collect(), next })
    }
}
