//! The creator directory: approved creators by the time of their approval, all of them and by category,
//! with exact totals. An entry holds the id only; names are read with the page.
//!
//! A total is one item a category. Its writers are administrators, who decide some applications a
//! minute; one item takes 50 transactions a second, so shards would only cost its readers.

use domain::{Category, Time, UserId};
use runtime::Result;
use serde::{Deserialize, Serialize};
use table::{Entity, KeyOf, Pattern, Write};

/// An approved creator's place in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryEntry {
    /// Who.
    pub user_id: UserId,
    /// When they were approved: the order of the directory.
    pub approved_at: Time,
}

/// How many creators the directory, or a category of it, has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryTotal {
    /// So many.
    pub creators: u64,
}

impl Entity for DirectoryEntry {
    type Value = Self;
    const PATTERN: Pattern = ("DIR#ALL", "time of approval and id");
}

impl DirectoryEntry {
    /// All approved creators, or those of one category: partition. No category is called `ALL`.
    pub(crate) fn partition(category: Option<Category>) -> String {
        format!("DIR#{}", name_of(category))
    }

    /// A creator among them, by the time of their approval.
    pub(crate) fn key(category: Option<Category>, approved_at: Time, id: &UserId) -> KeyOf<Self> {
        KeyOf::new(Self::partition(category), format!("{approved_at}#{id}"))
    }
}

impl Entity for DirectoryTotal {
    type Value = Self;
    const PATTERN: Pattern = ("DIRTOTAL#ALL", "TOTAL");
}

impl DirectoryTotal {
    /// Of the directory, or of one category of it.
    pub(crate) fn key(category: Option<Category>) -> KeyOf<Self> {
        KeyOf::new(format!("DIRTOTAL#{}", name_of(category)), "TOTAL")
    }
}

const fn name_of(category: Option<Category>) -> &'static str {
    match category {
        None => "ALL",
        Some(category) => category.as_str(),
    }
}

/// The lists that a creator of these categories stands in.
fn lists(categories: &[Category]) -> impl Iterator<Item = Option<Category>> {
    std::iter::once(None).chain(categories.iter().copied().map(Some))
}

impl DirectoryEntry {
    /// Puts the creator into the directory and counts them. Exact as part of a transaction that moves
    /// their status, which can be moved once.
    pub(crate) fn enter(&self, categories: &[Category]) -> Result<Vec<Write>> {
        let mut writes = vec![];
        for list in lists(categories) {
            writes.push(Write::put(DirectoryEntry::key(list, self.approved_at, &self.user_id), self, &[])?);
            writes.push(Write::update(DirectoryTotal::key(list)).add("creators", 1));
        }
        Ok(writes)
    }

    /// Takes the creator out of the directory, likewise.
    pub(crate) fn leave(&self, categories: &[Category]) -> Vec<Write> {
        lists(categories)
            .flat_map(|list| {
                [
                    Write::delete(DirectoryEntry::key(list, self.approved_at, &self.user_id)),
                    Write::update(DirectoryTotal::key(list)).add("creators", -1),
                ]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_is_taken_out_of_every_list_they_entered() {
        let entry = DirectoryEntry { user_id: UserId::parse("usr_alice").unwrap(), approved_at: Time::from_millis(7) };
        let categories = [Category::Art, Category::Talk];
        let (entered, left) = (entry.enter(&categories).unwrap(), entry.leave(&categories));
        assert_eq!((entered.len(), left.len()), (6, 6), "a place and a total for each of three lists");
        let naming = |writes: &[Write], partition: &str| {
            let named = format!("\"{partition}\"");
            writes.iter().map(|write| format!("{write:?}")).filter(|write| write.contains(&named)).collect::<Vec<_>>()
        };
        for list in ["ALL", "ART", "TALK"] {
            let (place, total) = (format!("DIR#{list}"), format!("DIRTOTAL#{list}"));
            for writes in [&entered, &left] {
                let places = naming(writes, &place);
                assert_eq!(places.len(), 1);
                assert!(places[0].contains("1970-01-01T00:00:00.007Z#usr_alice"));
            }
            let change = |writes: &[Write]| naming(writes, &total).concat().contains("N(\"-1\")");
            assert_eq!((change(&entered), change(&left)), (false, true));
        }
    }
}
