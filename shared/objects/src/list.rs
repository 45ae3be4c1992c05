//! Listing objects.

use object_store::list::{PaginatedListOptions, PaginatedListStore as _};
use runtime::Result;

use crate::client::Objects;
use crate::error::unavailable;

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
        let page = PaginatedListOptions { offset: after.map(str::to_owned), ..Default::default() };
        let answer = self.call(async |s3| s3.list_paginated(Some(prefix), page).await).await?;
        let answer = answer.map_err(|error| unavailable(&error))?;
        let is_more = answer.page_token.is_some();
        let objects = answer.result.objects.into_iter();
        let objects: Vec<Object> =
            objects.map(|object| Object { key: object.location.into(), size: object.size }).collect();
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
