//! Listing objects.

use runtime::Result;

use crate::client::{Objects, unavailable};

/// An object, as lists have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its name in the bucket.
    pub key: String,
    /// Its bytes.
    pub size: u64,
}

/// A page of a list, by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// A thousand at most.
    pub objects: Vec<Object>,
    /// After which key the next page begins; `None` at the end.
    pub next: Option<String>,
}

impl Objects {
    /// A page of the objects whose keys begin with `prefix`, by key, from the one behind `after` on. It shows what was
    /// written before it: S3's lists are never behind. One write's price.
    ///
    /// # Errors
    /// S3 away or refusing.
    pub async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Page> {
        let listing = self.client().list_objects_v2().bucket(self.bucket()).prefix(prefix);
        let answer =
            listing.set_start_after(after.map(str::to_owned)).send().await.map_err(|error| unavailable(&error))?;
        let is_more = answer.is_truncated() == Some(true);
        let objects: Vec<Object> = answer
            .contents
            .unwrap_or_default()
            .into_iter()
            .filter_map(|object| {
                let size = object.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
                Some(Object { key: object.key?, size })
            })
            .collect();
        let next = objects.last().filter(|_| is_more).map(|last| last.key.clone());
        Ok(Page { objects, next })
    }

    /// All objects whose keys begin with `prefix`, by key: a call for each thousand, one after another.
    ///
    /// # Errors
    /// S3 away or refusing.
    pub async fn list_all(&self, prefix: &str) -> Result<Vec<Object>> {
        let mut page = self.list(prefix, None).await?;
        let mut objects = page.objects;
        while let Some(after) = page.next {
            page = self.list(prefix, Some(&after)).await?;
            objects.append(&mut page.objects);
        }
        Ok(objects)
    }
}
