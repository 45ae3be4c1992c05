//! How many watch: counted anew, never by adding one and taking one.

use domain::{Time, UserId};
use runtime::Result;
use store::Store;

/// The counts of rooms. Cheap to clone.
#[derive(Clone)]
pub struct ViewerCounts {
    store: Store,
}

impl ViewerCounts {
    /// Counts of the rooms in `store`.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Makes the count that was asked for at `asked_at`, which is also its time: the next one is then asked for
    /// 15 s after this one was. Three trips.
    ///
    /// # Errors
    /// The table away.
    pub async fn recount(&self, room: &UserId, broadcast_id: Option<&str>, asked_at: Time) -> Result<()> {
        let viewers = self.store.count_present(room).await?;
        self.set_count(room, broadcast_id, viewers, asked_at).await
    }

    /// Stores a count that was made at `now`, and the broadcast's peak with it.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_count(&self, room: &UserId, broadcast_id: Option<&str>, viewers: u32, now: Time) -> Result<()> {
        self.store.store_count(room, viewers, now).await?;
        if let Some(broadcast_id) = broadcast_id {
            self.store.raise_peak(room, broadcast_id, viewers).await?;
        }
        Ok(())
    }
}
