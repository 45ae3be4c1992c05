//! What OnAir keeps in its tables: a folder a capability, each with its items, its reads and its writes. One table for all
//! but chats, which have their own (docs/adr/0018-table-of-chats.md); no
//! Scan in a request path, every change conditional. No type of the SDK leaves this crate.
//!
//! Whatever is read or written may find the table away ([`runtime::Error::Unavailable`]); that is said here, and below only
//! what else may be.

mod accounts;
mod applications;
mod audience;
mod chat;
mod clips;
mod discovery;
mod idempotency;
mod limits;
pub mod load;
mod outbox;
mod patterns;
mod raids;
mod recordings;
mod social;
mod streams;

use aws_sdk_dynamodb::Client;
use runtime::config::TableConfig;
use runtime::{Random, Result};
use table::{Index, Table};

pub use accounts::{HostsSet, Profile, ProfileChange, ProfileChanged, QualityChange, RaidSettingsChange};
pub use applications::{Act, Acted, Submitted};
pub use audience::{
    Asked, COUNT_AGE_SECS, Connection, Count, Counting, DayItem, DayWatchersItem, DaysOf, Held, KEPT_EXACTLY,
    LEASED_UNTIL, NewCount, Noted, RaidDue, SAMPLES_SECS, SampleItem, SketchItem, Sketched,
};
pub use chat::{
    Announced, BanItem, Banned, Banning, Busy, ChatChange, Chatter, DecidedOn, Found, Frame, Framing, GoneItem,
    History, Judged, LaterItem, Line, Page as ChatPage, Pinned, RankChange, RankItem, Ranked, RulesChanged, Said,
    SaidAt, Seat, Spoken, TermItem, TermSet, UnbanAsked, View as ChatView, Waiting,
};
pub use clips::{
    ClipBegun, ClipChanged, ClipDeleted, ClipDeletion, ClipItem, ClipRow, ClipSeen, Clippable, HighlightBegun,
};
pub use discovery::{
    CreatorRow, DirectoryEntry, DirectoryPage, DirectoryPlace, DirectoryTotal, EntryItem, FRONT_BYTES, FRONT_SLICE,
    FRONT_SLICES, Front, FrontEntry, RANKING_AGE_SECS, RANKING_ASKED_AT, RANKING_KEPT_SECS, RankingLease, SearchPage,
    SearchPlace, Snapshot, Top, Tops,
};
pub use idempotency::{Answer, Attempt, Begun};
pub use limits::Window;
pub use outbox::{Call, OutboxEntry, Round, is_about_recording, makes_a_clip};
pub use patterns::PATTERNS;
pub use raids::{RaidSent, RaidStarted, RaidView};
pub use recordings::{Heard, Marked, Recording, RunItem, VodChange, VodChanged, VodDeleted, VodItem};
pub use social::{Blocked, Edge, FollowEntry, FollowPage, Followed, Followee, FollowingCount};
pub use streams::{
    BroadcastItem, Changed, Gate, KeyStored, MediaOf, OpenEntry, RecordingChange, SettingsChange, Started, StreamItem,
    Watched,
};
pub use table::{Consistency, Key, Slice};

/// The tables. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    table: Table,
    chat: Table,
    random: Random,
    retention_days: Option<u32>,
}

/// Makes the tables, for engines on this machine; in AWS the stack makes them.
///
/// # Errors
/// The engine cannot be reached; tables that are there already are fine.
pub async fn create_tables(client: &Client, config: &TableConfig) -> Result<()> {
    table::create(client, &config.name, &Index::ALL).await?;
    table::create(client, &config.chat, &[]).await
}

impl Store {
    /// The tables that `config` names, behind `client`; `random` has the ids of what is stored.
    #[must_use]
    pub fn new(client: Client, config: &TableConfig, random: Random) -> Self {
        Self {
            table: Table::new(client.clone(), &config.name, random.clone()),
            chat: Table::new(client, &config.chat, random.clone()),
            random,
            retention_days: None,
        }
    }

    /// The same in a deployment that records broadcasts, and has them for so many days; or in one that does not: there a
    /// creator's wish for it is kept, and nothing follows.
    #[must_use]
    pub fn with_recordings(self, retention_days: Option<u32>) -> Self {
        Self { retention_days, ..self }
    }

    /// Ids, and whatever else is left to chance.
    #[must_use]
    pub const fn random(&self) -> &Random {
        &self.random
    }

    /// Whether the table answers: for start-up and health checks, not for request paths.
    ///
    /// # Errors
    /// [`runtime::Error::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.table.ping().await
    }

    /// Opens a connection to the table, by a read that finds nothing: half a read unit. For start-up.
    pub async fn connect(&self) -> Result<()> {
        self.table.get_item(Key::nowhere(), Consistency::Eventual).await.map(drop)
    }
}
