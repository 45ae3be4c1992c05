//! Deleting objects.

use futures::StreamExt as _;
use object_store::ObjectStore as _;
use object_store::aws::AmazonS3;
use object_store::path::Path;
use runtime::{Error, Result};

use crate::client::{Objects, path};
use crate::error::{reason, unavailable};

/// Keys of one call, at most: S3's own limit.
const KEYS_A_CALL: usize = 1_000;

impl Objects {
    /// Deletes objects, any number of them; one that is not there is as good as deleted. A call for each thousand, one after
    /// another; they cost nothing.
    ///
    /// # Errors
    /// S3 away or refusing: some are deleted then, and some are not.
    pub async fn delete(&self, keys: &[String]) -> Result<()> {
        for keys in keys.chunks(KEYS_A_CALL) {
            let paths: Vec<Path> = keys.iter().map(|key| path(key)).collect::<Result<_>>()?;
            let paths = futures::stream::iter(paths).map(Ok).boxed();
            let deleting = async |s3: &AmazonS3| Ok(s3.delete_stream(paths).collect::<Vec<_>>().await);
            let outcomes = self.call(deleting).await?.map_err(|error| unavailable(&error))?;
            let deleted = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            if let Some(first) = outcomes.into_iter().find_map(Result::err) {
                let (reason, left) = (reason(&first), keys.len() - deleted);
                return Err(Error::unavailable("s3", format!("{reason}: {left} objects were not deleted")));
            }
        }
        Ok(())
    }
}
