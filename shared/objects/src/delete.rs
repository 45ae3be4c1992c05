//! Deleting objects.

use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use runtime::{Error, Result};

use crate::client::{Objects, unavailable};

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
            let identifiers = keys.iter().map(|key| ObjectIdentifier::builder().key(key).build());
            let identifiers = identifiers.collect::<Result<_, _>>().map_err(Error::internal)?;
            let delete = Delete::builder().set_objects(Some(identifiers)).quiet(true).build();
            let delete = delete.map_err(Error::internal)?;
            let deleting = self.client().delete_objects().bucket(self.bucket()).delete(delete);
            let answer = deleting.send().await.map_err(|error| unavailable(&error))?;
            if let [first, ..] = answer.errors() {
                let (code, left) = (first.code().unwrap_or_default(), answer.errors().len());
                return Err(Error::unavailable("s3", format!("{code}: {left} objects were not deleted")));
            }
        }
        Ok(())
    }
}
