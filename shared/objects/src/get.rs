//! Reading an object.

use aws_sdk_s3::error::ProvideErrorMetadata as _;
use runtime::{Error, Result};

use crate::client::{Objects, unavailable};

impl Objects {
    /// What is in an object; `None` where there is none. One read.
    ///
    /// # Errors
    /// S3 away or refusing. Without the right to list, S3 refuses to say of an object that it is not there.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        match self.client().get_object().bucket(self.bucket()).key(key).send().await {
            Ok(found) => {
                let body = found.body.collect().await.map_err(|error| Error::unavailable("s3", error))?;
                Ok(Some(body.to_vec()))
            }
            Err(error) if error.code() == Some("NoSuchKey") => Ok(None),
            Err(error) => Err(unavailable(&error)),
        }
    }
}
