//! What a process knows of rooms, for two seconds at most: their rules, and whether somebody can be there. Never who is
//! banned, and never who is who.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::chat::{ChatMessage, ChatRules};
use domain::{ApplicationStatus, State, Time, UserId};
use livekit::LiveKit;
use runtime::{Clock, Result};
use store::{Seat, Store};

/// What is known is used for so long, in milliseconds.
const FRESH_MILLIS: i64 = 2_000;
/// So many rooms a process knows; beyond, it forgets them all.
const KNOWN: usize = 5_000;

/// A chat, apart from who is in it.
#[derive(Debug, Clone)]
pub struct Room {
    /// Its rules.
    pub rules: ChatRules,
    /// Whether its stream is live or interrupted, so that somebody may be there.
    pub is_open: bool,
    /// Whether its messages go out in batches.
    pub is_busy: bool,
    /// The pinned message.
    pub pinned: Option<Box<ChatMessage>>,
    /// The revision of its terms; `None`: it has none.
    pub terms: Option<String>,
    read_at: Time,
}

/// The rooms that a process knows. Cheap to clone.
#[derive(Clone)]
pub struct Rooms {
    store: Store,
    livekit: LiveKit,
    clock: Clock,
    known: Arc<Mutex<HashMap<UserId, Option<Arc<Room>>>>>,
    /// Rooms that are being read: who asks meanwhile waits for that.
    reading: Arc<Mutex<HashMap<UserId, Turn>>>,
}

/// Whoever has it reads.
type Turn = Arc<tokio::sync::Mutex<()>>;

impl Rooms {
    pub(super) fn new(store: Store, livekit: LiveKit, clock: Clock) -> Self {
        Self { store, livekit, clock, known: Arc::default(), reading: Arc::default() }
    }

    /// A room, at most two seconds old; `None`: there is no such stream, or it is suspended. No trip, or one.
    ///
    /// # Errors
    /// The table away.
    pub async fn get(&self, host: &UserId) -> Result<Option<Arc<Room>>> {
        if let Some(known) = self.known(host) {
            return Ok(Some(known));
        }
        let turn = Arc::clone(self.reading().entry(host.clone()).or_default());
        let read = {
            let _turn = turn.lock().await;
            match self.known(host) {
                Some(known) => Ok(Some(known)),
                None => self.store.seat(host, None).await.map(|seat| self.learn(host, &seat)),
            }
        };
        // Held here and by the map alone: nobody waits.
        let mut reading = self.reading();
        if Arc::strong_count(&turn) <= 2 {
            reading.remove(host);
        }
        read
    }

    /// A room that this process knows well enough, without a trip.
    #[must_use]
    pub fn known(&self, host: &UserId) -> Option<Arc<Room>> {
        self.held(host, self.clock.now())
    }

    /// The room of a seat that was just read.
    pub fn learn(&self, host: &UserId, seat: &Seat) -> Option<Arc<Room>> {
        let room = self.of(seat).map(Arc::new);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(host.clone(), room.clone());
        room
    }

    /// Forgets a room whose rules were just changed.
    pub fn forget(&self, host: &UserId) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(host);
    }

    fn reading(&self) -> MutexGuard<'_, HashMap<UserId, Turn>> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self, host: &UserId, now: Time) -> Option<Arc<Room>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let room = known.get(host)?.clone()?;
        (0..FRESH_MILLIS).contains(&now.millis_since(room.read_at)).then_some(room)
    }

    fn of(&self, seat: &Seat) -> Option<Room> {
        let now = self.clock.now();
        let is_suspended =
            seat.watched.user.as_ref().is_none_or(|user| user.creator_status == Some(ApplicationStatus::Suspended));
        let stream = seat.watched.stream.as_ref().filter(|_| !is_suspended)?;
        Some(Room {
            rules: stream.rules(self.livekit.is_direct_chat_allowed()),
            is_open: stream.state(now) != State::Offline,
            is_busy: seat.busy_until.is_some_and(|until| until > now),
            pinned: stream.pinned.clone(),
            terms: seat.terms.clone(),
            read_at: now,
        })
    }
}
