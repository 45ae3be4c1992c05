//! Listing what stands below a prefix, by folders.

use object_store::list::{PaginatedListOptions, PaginatedListStore as _};
use runtime::Result;

use crate::client::Objects;
use crate::error::unavailable;

/// A page of folders, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// The beginnings of their objects' keys, each with its slash.
    pub names: Vec<String>,
    /// Behind which folder the next page begins; `None` at the end.
    pub next: Option<String>,
}

impl Objects {
    /// A page of the folders right below `prefix`, which ends with a slash, from the one behind `after` on: `limit` of them, a
    /// thousand at most. However much stands in them, it is one write's price.
    ///
    /// # Errors
    /// S3 away or refusing.
    pub async fn folders(&self, prefix: &str, after: Option<&str>, limit: usize) -> Result<Folders> {
        // Behind all that stands in that folder: `0` is the sign behind the slash.
        let after = after.map(|folder| format!("{}0", folder.trim_end_matches('/')));
        let delimiter = Some("/".into());
        let page = PaginatedListOptions { offset: after, delimiter, max_keys: Some(limit), ..Default::default() };
        let answer = self.call(async |s3| s3.list_paginated(Some(prefix), page).await).await?;
        let answer = answer.map_err(|error| unavailable(&error))?;
        let is_more = answer.page_token.is_some();
        let names: Vec<String> = answer.result.common_prefixes.iter().map(|folder| format!("{folder}/")).collect();
        let next = names.last().filter(|_| is_more).cloned();
        Ok(Folders { names, next })
    }
}
