//! Listing what stands below a prefix, by folders.

use runtime::Result;

use crate::client::{Objects, unavailable};

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
    pub async fn folders(&self, prefix: &str, after: Option<&str>, limit: i32) -> Result<Folders> {
        // Behind all that stands in that folder: `0` is the sign behind the slash.
        let after = after.map(|folder| format!("{}0", folder.trim_end_matches('/')));
        let listing = self.client().list_objects_v2().bucket(self.bucket()).prefix(prefix).delimiter("/");
        let listing = listing.max_keys(limit).set_start_after(after);
        let answer = listing.send().await.map_err(|error| unavailable(&error))?;
        let is_more = answer.is_truncated() == Some(true);
        let names: Vec<String> =
            answer.common_prefixes.unwrap_or_default().into_iter().filter_map(|common| common.prefix).collect();
        let next = names.last().filter(|_| is_more).cloned();
        Ok(Folders { names, next })
    }
}
