//! What waits for a moderator: held messages, requests of the banned, reports. Each stands in a list of its kind until
//! it is decided on, and leaves a note that it was.

use domain::chat::{HeldMessage, Report, UnbanRequest, id};
use domain::{Time, UserId};
use runtime::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
use table::{Consistency, Entity, KeyOf, Pattern, Range, Slice, Write, item};

use crate::Store;

/// That something was decided on is known for so long, in seconds.
const DECIDED_SECS: i64 = 30 * 24 * 60 * 60;

/// Something that waits.
pub trait Waiting: Serialize + DeserializeOwned {
    /// The list of its kind, but for the host.
    const LIST: &'static str;
    /// It waits for so long, in seconds.
    const KEPT_SECS: i64;
    /// Its id, which sorts by time.
    fn id(&self) -> &str;
}

impl Waiting for HeldMessage {
    const LIST: &'static str = "HELD";
    // What was said an hour ago is no answer to anything any more.
    const KEPT_SECS: i64 = 60 * 60;
    fn id(&self) -> &str {
        &self.message.id
    }
}

impl Waiting for UnbanRequest {
    const LIST: &'static str = "UNBAN";
    const KEPT_SECS: i64 = 90 * 24 * 60 * 60;
    fn id(&self) -> &str {
        &self.id
    }
}

impl Waiting for Report {
    const LIST: &'static str = "REPORT";
    const KEPT_SECS: i64 = 30 * 24 * 60 * 60;
    fn id(&self) -> &str {
        &self.id
    }
}

/// An item of one of the lists.
pub struct WaitingItem;

impl Entity for WaitingItem {
    type Value = ();
    const PATTERN: Pattern = ("HELD#host, UNBAN#host, REPORT#host", "id");
}

/// That something was decided on.
pub struct Decided;

impl Entity for Decided {
    type Value = ();
    const PATTERN: Pattern = ("DECIDED#host", "id");
}

/// Where something is that waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<T> {
    /// It waits.
    Waiting(T),
    /// It was decided on.
    Decided,
    /// There was none, or it waited for too long.
    Nowhere,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept<'a, T> {
    #[serde(flatten)]
    waiting: &'a T,
    expires_at: i64,
}

fn partition<T: Waiting>(host: &UserId) -> String {
    format!("{}#{host}", T::LIST)
}

fn key<T: Waiting>(host: &UserId, id: &str) -> KeyOf<WaitingItem> {
    KeyOf::new(partition::<T>(host), id)
}

fn decided_key(host: &UserId, id: &str) -> KeyOf<Decided> {
    KeyOf::new(format!("DECIDED#{host}"), id)
}

/// What came before this waits no more, though the table may not have deleted it yet.
fn horizon<T: Waiting>(now: Time) -> String {
    id::first_at(now.plus_secs(-T::KEPT_SECS))
}

/// The write that puts something into its list.
pub(super) fn wait_write<T: Waiting>(host: &UserId, waiting: &T, now: Time) -> Result<Write> {
    let kept = Kept { waiting, expires_at: now.as_secs() + T::KEPT_SECS };
    Write::put(key::<T>(host, waiting.id()), &kept, &[])
}

/// The writes that take something off its list, which is on the condition that it is there, and note that it was
/// decided on.
pub(super) fn decide_writes<T: Waiting>(host: &UserId, id: &str, now: Time) -> Result<[Write; 2]> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Note {
        expires_at: i64,
    }
    Ok([
        Write::delete(key::<T>(host, id)).when_present(),
        Write::put(decided_key(host, id), &Note { expires_at: now.as_secs() + DECIDED_SECS }, &[])?,
    ])
}

impl Store {
    /// What waits now, by the time at which it came, after the place `after`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn waiting<T: Waiting>(
        &self,
        host: &UserId,
        after: Option<&str>,
        limit: u32,
        newest_first: bool,
        now: Time,
    ) -> Result<Slice<T>> {
        let (partition, oldest) = (partition::<T>(host), horizon::<T>(now));
        let after = if newest_first { after } else { after.max(Some(oldest.as_str())) };
        let range = Range { index: None, partition: &partition, after, newest_first, limit };
        let mut slice = self.chat.slice::<T>(&range).await?;
        slice.items.retain(|waiting| *waiting.id() > *oldest);
        Ok(slice)
    }

    /// Where something is that waited. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn find_waiting<T: Waiting>(&self, host: &UserId, id: &str, now: Time) -> Result<Found<T>> {
        let (waiting, decided) = (key::<T>(host, id), decided_key(host, id));
        let mut found =
            self.chat.batch_get(vec![waiting.clone().into(), decided.clone().into()], Consistency::Strong).await?;
        Ok(match found.item(&waiting) {
            Some(_) if *id <= *horizon::<T>(now) => Found::Nowhere,
            Some(item) => Found::Waiting(item::read(item)?),
            None if found.has(&decided) => Found::Decided,
            None => Found::Nowhere,
        })
    }
}
