//! Keeping the search index. What stands in it of a creator is written down on one item of theirs, in
//! the same transactions that change it; so nothing is left behind, wherever a writer stops and whoever
//! else writes at the same moment.

use std::collections::BTreeSet;

use domain::search::{IndexStep, Indexed, Popularity, SearchEntry, SearchList};
use domain::{Stream, User, UserId};
use runtime::{Error, Result};
use serde::{Deserialize, Serialize};
use table::{Consistency, Entity, Key, KeyOf, Pattern, Transacted, Write};

use super::tag_list::TagItem;
use crate::Store;
use crate::accounts::Profile;
use crate::streams::StreamItem;

/// A creator in a list of the index, as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryItem {
    pub(crate) user_id: UserId,
}

impl Entity for EntryItem {
    type Value = Self;
    const PATTERN: Pattern = ("WORD#prefix#list", "popularity and id");
}

impl EntryItem {
    /// Everybody with a word that begins with `prefix`: partition.
    pub(crate) fn partition(list: SearchList, prefix: &str) -> String {
        let list = match list {
            SearchList::Live => "live",
            SearchList::All => "all",
            SearchList::Tag => return TagItem::partition(prefix),
        };
        format!("WORD#{prefix}#{list}")
    }

    /// A creator among them: the most popular come first, or in the list of a tag the oldest broadcast.
    #[must_use]
    pub fn key(entry: &SearchEntry, id: &UserId) -> Key {
        if let Some(started_at) = entry.started_at {
            return TagItem::key(&entry.prefix, started_at, id).into();
        }
        let place = u8::MAX - entry.popularity.level();
        KeyOf::<Self>::new(Self::partition(entry.list, &entry.prefix), format!("{place:03}#{id}")).into()
    }
}

/// Attempts at a change of the index that meets another one of the same creator's.
const RACES: usize = 8;
/// Entries in a transaction, beside the record (AWS: 100 writes).
const ENTRIES: usize = 99;

/// What of a creator stands in the index, as it is written down.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Record {
    pub words: Option<String>,
    pub entries: BTreeSet<SearchEntry>,
    /// Counts the changes; each names the one that it was decided on.
    pub version: u64,
}

impl Entity for Record {
    type Value = Self;
    const PATTERN: Pattern = ("SEARCH#id", "RECORD");
}

impl Record {
    /// Of this creator.
    pub fn key(id: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("SEARCH#{id}"), "RECORD")
    }
}

/// A creator in a list of the index, as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewEntry<'a> {
    pub user_id: &'a UserId,
    /// None in the list of a tag.
    pub words: Option<&'a str>,
}

impl<'a> NewEntry<'a> {
    pub fn of(entry: &SearchEntry, user_id: &'a UserId, words: &'a str) -> Self {
        Self { user_id, words: (entry.list != SearchList::Tag).then_some(words) }
    }
}

impl Store {
    /// Makes the index say of `id` what their profile, stream and follower count say now. Doing it twice,
    /// or late, does no harm. Returns the number of entries written and deleted.
    ///
    /// A creator has some 32 prefixes, so going live or ending is 32 entries and one transaction of 66
    /// write units, a new title 32 to 64 entries and twice that.
    pub async fn refresh_search(&self, id: &UserId) -> Result<usize> {
        for _ in 0..RACES {
            // The record before the facts: whoever read older facts then finds that it has moved.
            let record = self.table.get(Record::key(id), Consistency::Strong).await?;
            let Record { words, entries, version } = record.unwrap_or_default();
            let held = Indexed { words, entries };
            let wanted = self.wanted_entries(id, &held).await?;
            if let Some(written) = self.move_entries(id, &held, &wanted, version).await? {
                return Ok(written);
            }
        }
        Err(Error::unavailable("dynamodb", "the search index of a creator moved through all attempts"))
    }

    async fn wanted_entries(&self, id: &UserId, held: &Indexed) -> Result<Indexed> {
        let facts =
            self.table.batch_get(vec![Profile::key(id).into(), StreamItem::key(id).into()], Consistency::Strong);
        let (mut facts, followers) = tokio::try_join!(facts, self.follower_total(id))?;
        let user: Option<User> = facts.take(&Profile::key(id))?;
        let stream: Option<Stream> = facts.take(&StreamItem::key(id))?;
        let popularity = Popularity::of(followers, held.popularity());
        Ok(match (user, stream) {
            (Some(user), Some(stream)) => Indexed::wanted(&user, &stream, popularity),
            _ => Indexed::default(),
        })
    }

    /// `None`: somebody else changed what stands there.
    async fn move_entries(
        &self,
        id: &UserId,
        held: &Indexed,
        wanted: &Indexed,
        mut version: u64,
    ) -> Result<Option<usize>> {
        let words = wanted.words.as_deref().unwrap_or_default();
        let mut written = 0;
        for step in held.steps_to(wanted, ENTRIES) {
            written += step.put.len() + step.delete.len();
            match self.table.transact(step_writes(id, words, step, version)?).await? {
                Transacted::Done => version += 1,
                Transacted::Refused(_) => return Ok(None),
            }
        }
        Ok(Some(written))
    }
}

fn step_writes(id: &UserId, words: &str, step: IndexStep, version: u64) -> Result<Vec<Write>> {
    let Indexed { words: settled, entries } = step.then;
    let record = Record { words: settled, entries, version: version + 1 };
    let record = Write::put(Record::key(id), &record, &[])?;
    let record = match version {
        0 => record.when_absent(),
        known => record.when("#version = :known").bind(":known", known)?,
    };
    let mut writes = vec![record];
    for entry in &step.put {
        writes.push(Write::put(EntryItem::key(entry, id), &NewEntry::of(entry, id, words), &[])?);
    }
    writes.extend(step.delete.iter().map(|entry| Write::delete(EntryItem::key(entry, id))));
    Ok(writes)
}
