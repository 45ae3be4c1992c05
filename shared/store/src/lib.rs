//! What OnAir keeps in its table: a folder a capability, each with its items, its reads and its writes. One table, no
//! Scan in a request path, every change conditional. No type of the SDK leaves this crate.

mod accounts;
mod applications;
mod audience;
mod discovery;
mod keys;
mod limit;
pub mod load;
mod once;
mod outbox;
mod places;
mod social;
mod streams;

use aws_sdk_dynamodb::Client;
use runtime::Result;
use table::{Consistency, Table};

pub use accounts::{ProfileChange, ProfileChanged};
pub use applications::{Act, Acted, Submitted};
pub use audience::{Asked, COUNT_AGE_SECS, Connection, Count, Held, LEASED_UNTIL};
pub use discovery::{
    CreatorRow, DirectoryEntry, DirectoryPage, DirectoryPlace, DirectoryTotal, FRONT_BYTES, FRONT_SLICE, FRONT_SLICES,
    Front, FrontEntry, RANKING_AGE_SECS, RANKING_ASKED_AT, RANKING_KEPT_SECS, RankingLease, SearchPage, SearchPlace,
    Snapshot, Top, Tops,
};
pub use keys::Keys;
pub use limit::Window;
pub use once::{Answer, Attempt, Begun};
pub use outbox::{Call, PendingCall};
pub use places::Places;
pub use social::{Blocked, FollowEntry, FollowPage, Followed, Followee};
pub use streams::{Changed, Gate, KeyStored, MediaOf, OpenEntry, SettingsChange, Started, Watched};
pub use table::{Index, IndexKey, Key, Slice};

/// The table. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    table: Table,
}

impl Store {
    /// The table called `table` behind `client`.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { table: Table::new(client, table) }
    }

    /// Whether the table answers: for start-up and health checks, not for request paths.
    ///
    /// # Errors
    /// [`runtime::Error::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.table.ping().await
    }

    /// Opens a connection to the table, by a read that finds nothing: half a read unit. For start-up.
    ///
    /// # Errors
    /// The table away.
    pub async fn connect(&self) -> Result<()> {
        self.table.get(Key::nowhere(), Consistency::Eventual).await.map(drop)
    }
}
