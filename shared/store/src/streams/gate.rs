//! The creator gate's read: the caller's right and the route's own items in one trip.

use domain::{Stream, User, UserId};
use runtime::Result;
use table::Consistency;

use super::items::StreamItem;
use crate::Store;
use crate::accounts::Profile;
use crate::audience::Count;

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
    pub async fn gate(&self, id: &UserId) -> Result<Gate> {
        let keys = vec![Profile::key(id).into(), StreamItem::key(id).into(), Count::key(id).into()];
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        Ok(Gate {
            user: items.take(&Profile::key(id))?,
            stream: items.take(&StreamItem::key(id))?,
            count: items.take(&Count::key(id))?,
        })
    }
}
