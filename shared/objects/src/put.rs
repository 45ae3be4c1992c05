//! Writing an object.

use runtime::Result;

use crate::client::{Objects, unavailable};

impl Objects {
    /// Puts an object, in place of the one that is there. One write.
    ///
    /// How long it may be kept by whom is the CDN's to say: by its path, not by the object.
    ///
    /// # Errors
    /// S3 away or refusing: whether it is written is not known then.
    pub async fn put(&self, key: &str, body: Vec<u8>, content_type: &str) -> Result<()> {
        let put = self.client().put_object().bucket(self.bucket()).key(key).content_type(content_type);
        put.body(body.into()).send().await.map(drop).map_err(|error| unavailable(&error))
    }
}
