//! A creator's stream: the key's ingress and the settings.

use domain::chat::LogEntry;
use domain::media::{Change, Closed, Signal};
use domain::recording::RecordingSettings;
use domain::{
    ApplicationStatus, ChatModes, ChatSettings, DEFAULT_RECONNECT_WINDOW, IngressInfo, Media, Stream, StreamCard, Tag,
    Time, UNTITLED, User, UserId,
};
use runtime::{Error, Random, Result};
use table::{Consistency, Index, Refusal, Transacted, Write, item};

use super::broadcast::{close_write, see_to_closed};
use super::items::{StreamItem, stored};
use crate::Store;
use crate::accounts::Profile;
use crate::audience::{Count, rights_changed};
use crate::chat::LogItem;
use crate::outbox::{Call, OutboxEntry};

/// How the storing of a new key's ingress ended.
#[derive(Debug)]
pub enum KeyStored {
    /// It stands.
    Done {
        /// The ingress that it replaced: to be deleted in LiveKit (an outbox entry says so already).
        replaced: Option<IngressInfo>,
    },
    /// The right was taken away since the gate: the application's status as it is now.
    NoCreator(Option<ApplicationStatus>),
}

/// New settings; `None` leaves as it is, the inner `None` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsChange {
    /// Title.
    pub title: Option<String>,
    /// Description.
    pub description: Option<Option<String>>,
    /// Thumbnail.
    pub thumbnail: Option<Option<String>>,
    /// Tags, in the place of those before.
    pub tags: Option<Vec<Tag>>,
    /// Reconnect window in seconds.
    pub reconnect_window: Option<u32>,
    /// Chat enabled.
    pub is_chat_enabled: Option<bool>,
    /// Chat delayed.
    pub is_chat_delayed: Option<bool>,
    /// Chat for followers only.
    pub is_chat_followers_only: Option<bool>,
}

/// Attempts at a change of a stream whose revision moved meanwhile: each lost race means that another
/// change was made, and a stream has one owner and one encoder.
const RACES: usize = 8;

impl Store {
    /// A creator's stream. One trip.
    pub async fn stream(&self, id: &UserId) -> Result<Option<Stream>> {
        self.table.get(StreamItem::key(id), Consistency::Strong).await
    }

    /// Stores a new key's ingress in the place of `known`'s, ends a live broadcast, and leaves the
    /// deletion of the replaced ingress as an outbox entry: one transaction. A new stream comes to be with
    /// its first key. Where another change came first, it is made on top of that one. One trip.
    pub async fn store_key(
        &self,
        user: &User,
        known: Option<&Stream>,
        ingress: &IngressInfo,
        now: Time,
    ) -> Result<KeyStored> {
        let mut known = known.cloned();
        for _ in 0..RACES {
            // A suspension that comes between the gate and this write takes the key that it finds: none
            // may be stored after it.
            let right = Write::check(Profile::key(&user.id))
                .when("#creatorStatus = :approved")
                .bind(":approved", ApplicationStatus::Approved)?;
            let next = known.clone().unwrap_or_else(|| new_stream(user, now));
            let mut writes = ingress_writes(known.as_ref(), next, Some(ingress), now, &self.random)?;
            writes.push(right);
            let Transacted::Refused(mut refusals) = self.table.transact(writes).await? else {
                return Ok(KeyStored::Done { replaced: known.and_then(|known| known.ingress) });
            };
            if let Some(Some(Refusal(profile))) = refusals.pop() {
                let status = item::read_optional::<User>(profile)?.and_then(|user| user.creator_status);
                return Ok(KeyStored::NoCreator(status));
            }
            known = item::read_optional(first(refusals).0)?;
        }
        Err(raced())
    }

    /// Takes the key away, ends a live broadcast, and leaves the ingress's deletion as an outbox entry: one
    /// transaction. A stream without key is left as it is. Returns the ingress that went. One trip.
    pub async fn take_key(&self, known: &Stream, now: Time) -> Result<Option<IngressInfo>> {
        let mut known = known.clone();
        for _ in 0..RACES {
            if known.ingress.is_none() && known.media.broadcast.is_none() {
                return Ok(None);
            }
            let Transacted::Refused(refusals) =
                self.table.transact(taken_key_writes(&known, now, &self.random)?).await?
            else {
                return Ok(known.ingress);
            };
            match first(refusals) {
                Refusal(Some(moved)) => known = item::read(moved)?,
                Refusal(None) => return Ok(None),
            }
        }
        Err(raced())
    }

    /// Changes settings, with the outbox entry that tells the room, and the line of the chat's log where they are the
    /// chat's. Returns the stream as it is then, or `None` when there is none. One trip.
    pub async fn change_settings(
        &self,
        known: &Stream,
        change: &SettingsChange,
        line: Option<&LogEntry>,
        now: Time,
    ) -> Result<Option<Stream>> {
        let SettingsChange {
            title,
            description,
            thumbnail,
            tags,
            reconnect_window,
            is_chat_enabled,
            is_chat_delayed,
            is_chat_followers_only,
        } = change;
        let mut next = Stream { updated_at: now, ..known.clone() };
        let mut write = Write::update(StreamItem::key(&known.user_id)).set("updatedAt", now)?.when_present();
        if let Some(title) = title {
            write = write.set("title", title)?;
            next.title.clone_from(title);
        }
        if let Some(description) = description {
            write = write.set("description", description)?;
            next.description.clone_from(description);
        }
        if let Some(thumbnail) = thumbnail {
            write = write.set("thumbnail", thumbnail)?;
            next.thumbnail.clone_from(thumbnail);
        }
        if let Some(tags) = tags {
            write = write.set("tags", tags)?;
            next.tags.clone_from(tags);
        }
        if let Some(seconds) = reconnect_window {
            write = write.set("reconnectWindow", seconds)?;
            next.reconnect_window = *seconds;
        }
        let flags = [
            ("isChatEnabled", is_chat_enabled, &mut next.chat.is_chat_enabled),
            ("isChatDelayed", is_chat_delayed, &mut next.chat.is_chat_delayed),
            ("isChatFollowersOnly", is_chat_followers_only, &mut next.chat.is_chat_followers_only),
        ];
        for (name, given, held) in flags {
            if let Some(given) = given {
                write = write.set(name, given)?;
                *held = *given;
            }
        }
        // The flags say whether, the numbers how: what is off has none.
        let numbers = [
            ("slowModeSeconds", is_chat_delayed, &mut next.modes.slow_mode_seconds),
            ("followersOnlyMinutes", is_chat_followers_only, &mut next.modes.followers_only_minutes),
        ];
        for (name, flag, number) in numbers {
            if *flag == Some(false) {
                write = write.remove(name);
                *number = None;
            }
        }
        if known.media.broadcast.is_some() {
            // Lists show copies of live streams that are up to 20 s old, and what changed since.
            write = write.index(&StreamItem::changed(&known.user_id, now))?;
        }
        let mut writes = vec![write];
        if is_chat_enabled.or(*is_chat_followers_only).is_some() {
            writes.push(rights_changed(&known.user_id, now)?);
        }
        writes.push(OutboxEntry::new(Call::SyncRoom { user_id: known.user_id.clone() }, now, &self.random).write()?);
        if let Some(line) = line {
            writes.push(LogItem::write(&known.user_id, line)?.in_table(&self.chat));
        }
        match self.table.transact(writes).await? {
            Transacted::Done => Ok(Some(next)),
            Transacted::Refused(_) => Ok(None),
        }
    }
}

fn new_stream(user: &User, now: Time) -> Stream {
    Stream {
        user_id: user.id.clone(),
        title: UNTITLED.to_owned(),
        description: None,
        thumbnail: None,
        tags: vec![],
        chat: ChatSettings::default(),
        modes: ChatModes::default(),
        pinned: None,
        reconnect_window: DEFAULT_RECONNECT_WINDOW,
        recording: RecordingSettings::default(),
        ingress: None,
        media: Media::default(),
        revision: 0,
        raid: None,
        card: StreamCard::of(user),
        created_at: now,
        updated_at: now,
    }
}

/// The writes that take the key of `known` away, the stream's own first.
pub(crate) fn taken_key_writes(known: &Stream, now: Time, random: &Random) -> Result<Vec<Write>> {
    ingress_writes(Some(known), known.clone(), None, now, random)
}

/// The writes that put `ingress` in the place of the one that `known` has, the stream's own first, on the
/// revision known: a live broadcast ends, and the ingress that goes is to be deleted in LiveKit.
fn ingress_writes(
    known: Option<&Stream>,
    mut next: Stream,
    ingress: Option<&IngressInfo>,
    now: Time,
    random: &Random,
) -> Result<Vec<Write>> {
    let user_id = next.user_id.clone();
    let closed = cut(&mut next.media, now);
    next.ingress = ingress.cloned();
    next.updated_at = now;
    let mut write = match known {
        None => Write::put(StreamItem::key(&user_id), &next, &[])?.when_absent(),
        // Only ingress, media and times: settings may be changed by another call at the same moment.
        Some(known) => Write::update(StreamItem::key(&user_id))
            .set("ingress", &next.ingress)?
            .bind_attribute(":media", Some(stored(&next.media)?))
            .set_expression("#media = :media")
            .set("updatedAt", next.updated_at)?
            .set("revision", known.revision + 1)?
            .when("#revision = :known")
            .bind(":known", known.revision)?,
    };
    let mut others = vec![];
    if let Some(closed) = closed {
        write = write.index(&StreamItem::changed(&user_id, now))?;
        others.push(close_write(&next, &closed)?);
        others.push(Write::update(Count::key(&user_id)).unindex(Index::Gsi1).remove("broadcastId"));
        others.extend(see_to_closed(&user_id, &closed, now, random)?);
    }
    if let Some(gone) = known.and_then(|known| known.ingress.as_ref()) {
        let call = Call::DeleteIngress { ingress_id: gone.ingress_id.clone() };
        others.push(OutboxEntry::new(call, now, random).write()?);
    }
    Ok(std::iter::once(write).chain(others).collect())
}

/// The refusal of a transaction: the first one, which is the stream's if the stream has moved.
fn first(refusals: Vec<Option<Refusal>>) -> Refusal {
    refusals.into_iter().flatten().next().unwrap_or(Refusal(None))
}

fn raced() -> Error {
    Error::fault("a stream's revision moved through all attempts")
}

/// Ends a broadcast by our own doing.
fn cut(media: &mut Media, now: Time) -> Option<Closed> {
    let (next, change) = media.apply(&Signal::Cut { at: now }, None, 0)?;
    *media = next;
    match change {
        Change::Close(closed) => Some(closed),
        _ => None,
    }
}
