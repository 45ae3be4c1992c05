//! The creator gate's read: the caller's right and the route's own items in one trip.

use domain::{Stream, User, UserId};
use runtime::Result;
use table::{Consistency, Key, item};

use crate::Store;
use crate::audience::Count;
use crate::keys::Keys as _;

/// What a creator route starts from.
#[derive(Debug, Clone)]
pub struct Gate {
    /// The caller's profile, if they ever called before.
    pub user: Option<User>,
    /// Their stream, if they ever had a key.
    pub stream: Option<Stream>,
    /// Its viewer count.
    pub count: Option<Count>,
}

impl Store {
    /// Reads a creator's profile, stream and count: one BatchGet, consistent, since a right depends on
    /// it. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn gate(&self, id: &UserId) -> Result<Gate> {
        let keys = vec![Key::profile(id), Key::stream(id), Key::count(id)];
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        Ok(Gate {
            user: item::read_optional(items.remove(&Key::profile(id)))?,
            stream: item::read_optional(items.remove(&Key::stream(id)))?,
            count: item::read_optional(items.remove(&Key::count(id)))?,
        })
    }
}
