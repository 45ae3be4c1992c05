//! Reading an object.

use object_store::ObjectStoreExt as _;
use runtime::Result;

use crate::client::{Objects, path};
use crate::error::{is_no_such_key, unavailable};

impl Objects {
    /// What is in an object; `None` where there is none. One read.
    ///
    /// # Errors
    /// S3 away or refusing. Without the right to list, S3 refuses to say of an object that it is not there.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let key = path(key)?;
        match self.call(async |s3| s3.get(&key).await?.bytes().await).await? {
            Ok(body) => Ok(Some(body.into())),
            Err(error) if is_no_such_key(&error) => Ok(None),
            Err(error) => Err(unavailable(&error)),
        }
    }
}
