//! Copying an object.

use object_store::ObjectStoreExt as _;
use runtime::Result;

use crate::client::{Objects, path};
use crate::error::{is_no_such_key, unavailable};

impl Objects {
    /// Copies an object within the bucket, with its content type, in place of the one that is there; up to 5 GB at once.
    /// Returns whether there was one to copy. One write, and nothing of it passes through here.
    ///
    /// # Errors
    /// S3 away or refusing: whether it is copied is not known then.
    pub async fn copy(&self, from: &str, to: &str) -> Result<bool> {
        let (from, to) = (path(from)?, path(to)?);
        match self.call(async |s3| s3.copy(&from, &to).await).await? {
            Ok(()) => Ok(true),
            Err(error) if is_no_such_key(&error) => Ok(false),
            Err(error) => Err(unavailable(&error)),
        }
    }
}
