//! Reading the search index.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::search::SearchList;
use domain::{UserId, tokenizer};
use runtime::{Error, Result};
use table::{Item, SK, failed, item};

use super::search_index::EntryItem;
use crate::Store;

/// Entries that a page reads at most where some of them may not fit the query: at 0.4 kB, 13 read units.
const READ_AT_MOST: u32 = 250;

/// Where in a list of the index a reader stands: the sort key of the entry read last.
pub type SearchPlace = String;

/// Some of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPage {
    /// Who fits, the most popular first, each with their place.
    pub found: Vec<(UserId, SearchPlace)>,
    /// Where the next page begins; `None` when the list has been read to its end.
    pub next: Option<SearchPlace>,
}

impl Store {
    /// At most `limit` entries of `list` after `place` that have a beginning of a word for every one of
    /// `wanted`, the longest of which comes first (see [`tokenizer::of_query`]). One trip; a bounded number of
    /// entries is read, so the page may be short, or empty, before the end of the list.
    pub async fn search(
        &self,
        list: SearchList,
        wanted: &[String],
        place: Option<&str>,
        limit: u32,
    ) -> Result<SearchPage> {
        let Some(longest) = wanted.first() else { return Ok(SearchPage { found: vec![], next: None }) };
        let prefix = tokenizer::prefix(longest);
        let filters: Vec<&String> = wanted.iter().filter(|word| word.as_str() != prefix).collect();
        let size = if filters.is_empty() { limit } else { READ_AT_MOST.max(limit) };
        let mut query = self
            .table
            .query()
            .limit(i32::try_from(size).unwrap_or(i32::MAX))
            .key_condition_expression("pk = :list AND sk > :place")
            .expression_attribute_values(":list", S(EntryItem::partition(list, prefix)))
            // An empty text is no key; every place begins with a digit.
            .expression_attribute_values(":place", S(place.unwrap_or(" ").to_owned()));
        if !filters.is_empty() {
            let conditions: Vec<_> = (0..filters.len()).map(|at| format!("contains(words, :word{at})")).collect();
            query = query.filter_expression(conditions.join(" AND "));
            for (at, word) in filters.into_iter().enumerate() {
                query = query.expression_attribute_values(format!(":word{at}"), S(format!(" {word}")));
            }
        }
        let page = query.send().await.map_err(failed)?;
        let mut found = page.items.unwrap_or_default().into_iter().map(found).collect::<Result<Vec<_>>>()?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if found.len() > limit {
            found.truncate(limit);
            let next = found.last().map(|(_, place)| place.clone());
            return Ok(SearchPage { found, next });
        }
        let next = page.last_evaluated_key.and_then(|key| key.get(SK)?.as_s().ok().cloned());
        Ok(SearchPage { found, next })
    }
}

fn found(item: Item) -> Result<(UserId, SearchPlace)> {
    let place = item::key_of(&item).ok_or_else(|| Error::fault("an entry without a key"))?.sk;
    Ok((item::read::<EntryItem>(item)?.user_id, place))
}
