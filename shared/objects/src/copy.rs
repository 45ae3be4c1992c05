//! Copying an object.

use aws_sdk_s3::error::ProvideErrorMetadata as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use runtime::Result;

use crate::client::{Objects, unavailable};

/// What stands in the header that names the source as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl Objects {
    /// Copies an object within the bucket, with its content type, in place of the one that is there; up to 5 GB at once.
    /// Returns whether there was one to copy. One write, and nothing of it passes through here.
    ///
    /// # Errors
    /// S3 away or refusing: whether it is copied is not known then.
    pub async fn copy(&self, from: &str, to: &str) -> Result<bool> {
        let source = utf8_percent_encode(&format!("{}/{from}", self.bucket()), ESCAPED).to_string();
        match self.client().copy_object().bucket(self.bucket()).key(to).copy_source(source).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("NoSuchKey") => Ok(false),
            Err(error) => Err(unavailable(&error)),
        }
    }
}
