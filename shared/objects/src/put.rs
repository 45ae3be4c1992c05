//! Writing an object.

use object_store::{Attribute, Attributes, ObjectStore as _, PutOptions, PutPayload};
use runtime::Result;

use crate::client::{Objects, path};
use crate::error::unavailable;

impl Objects {
    /// Puts an object, in place of the one that is there. One write.
    ///
    /// How long it may be kept by whom is the CDN's to say: by its path, not by the object.
    ///
    /// # Errors
    /// S3 away or refusing: whether it is written is not known then.
    pub async fn put(&self, key: &str, body: Vec<u8>, content_type: &str) -> Result<()> {
        let (key, body) = (path(key)?, PutPayload::from(body));
        let attributes = Attributes::from_iter([(Attribute::ContentType, content_type.to_owned())]);
        let options = PutOptions { attributes, ..PutOptions::default() };
        let put = self.call(async |s3| s3.put_opts(&key, body, options).await).await?;
        put.map(drop).map_err(|error| unavailable(&error))
    }
}
