//! What is kept of a broadcast while it runs: a sample and who was there with each count, in buckets of ten minutes, and
//! a sketch of who was there where they are many. Nobody hears of it by the table's stream: nothing follows from it.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::audience::{BUCKET_SECS, Course, Day, Sample, Uniques, ViewerHash, Watchers};
use domain::{Time, UserId};
use runtime::Result;
use table::{Consistency, EXPIRES_AT, Entity, Item, KeyOf, Pattern, SK, Write, item};

use super::count::KEPT_EXACTLY;
use crate::Store;

/// Samples are kept for so long, in seconds; summaries and days for good.
pub const SAMPLES_SECS: i64 = 90 * 24 * 60 * 60;
/// What a write unit takes, in bytes.
const UNIT: usize = 1_024;
/// What a count may add to a part: a sample, and all who are kept exactly, of four bytes each.
const MOST_ADDED: usize = 6 + 4 * KEPT_EXACTLY as usize;
/// Attributes, short since each item has them: samples, users, guests, followers, newest sample in milliseconds.
const SAMPLES: &str = "s";
const USERS: &str = "u";
const GUESTS: &str = "g";
const FOLLOWERS: &str = "f";
const NEWEST: &str = "n";

/// The figures of a creator: partition.
pub(super) fn partition(creator: &UserId) -> String {
    format!("STATS#{creator}")
}

/// Samples of ten minutes, or of a part of them where many come and go.
pub struct SampleItem;

impl Entity for SampleItem {
    type Value = Item;
    const PATTERN: Pattern = ("STATS#creator", "P#broadcast#bucket#part");
}

impl SampleItem {
    fn beginning(broadcast: &str) -> String {
        format!("P#{broadcast}#")
    }

    /// The part of the bucket of `at`.
    #[must_use]
    pub fn key(creator: &UserId, broadcast: &str, at: Time, part: u32) -> KeyOf<Self> {
        let sort = format!("{}{:08}#{part:03}", Self::beginning(broadcast), Sample::bucket_of(at));
        KeyOf::new(partition(creator), sort)
    }

    fn bucket(sort: &str) -> Option<i64> {
        sort.rsplit('#').nth(1)?.parse().ok()
    }
}

/// A sketch of who was there on a day of a broadcast.
pub struct SketchItem;

impl Entity for SketchItem {
    type Value = Item;
    const PATTERN: Pattern = ("STATS#creator", "S#broadcast#day");
}

impl SketchItem {
    fn beginning(broadcast: &str) -> String {
        format!("S#{broadcast}#")
    }

    fn key(creator: &UserId, broadcast: &str, day: Day) -> KeyOf<Self> {
        KeyOf::new(partition(creator), format!("{}{day}", Self::beginning(broadcast)))
    }
}

/// A count, as it is kept.
#[derive(Debug)]
pub struct Counting<'a> {
    /// The sample.
    pub sample: Sample,
    /// Who was there, where they are to be kept one by one.
    pub watchers: Option<&'a Watchers>,
    /// Followers, where they were looked at.
    pub followers: Option<u64>,
}

/// A sketch as it stands, to be written anew.
#[derive(Debug, Default)]
pub struct Sketched {
    /// Who is in it.
    pub watchers: Watchers,
    revision: u64,
}

impl Store {
    /// Keeps a count of an open broadcast. One that is not newer than the newest of its part adds nothing, so that a
    /// count that is made twice is kept once. Returns the part of the bucket for the next one. One trip, one write unit.
    ///
    /// # Errors
    /// The table away.
    pub async fn keep_count(&self, room: &UserId, broadcast: &str, part: u32, counting: &Counting<'_>) -> Result<u32> {
        let at = counting.sample.at;
        let mut write = sample_write(room, broadcast, part, counting.sample)?
            .set(NEWEST, at.as_millis())?
            .when("attribute_not_exists(#n) OR #n < :n");
        if let Some(watchers) = counting.watchers {
            let (users, guests) = watchers.hashes();
            write = write.add_bytes(USERS, hashes(users)).add_bytes(GUESTS, hashes(guests));
        }
        if let Some(followers) = counting.followers {
            write = write.set_expression("#f = if_not_exists(#f, :f)").bind(":f", followers)?;
        }
        let Ok(Some(kept)) = self.table.update(write).await? else { return Ok(part) };
        Ok(if item::size(&kept) + MOST_ADDED > UNIT { part.saturating_add(1) } else { part })
    }

    /// Keeps how a broadcast began: who waited, as the first sample, and how many followed. Once. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn keep_beginning(&self, room: &UserId, broadcast: &str, first: Sample, followers: u64) -> Result<()> {
        let write = sample_write(room, broadcast, 0, first)?
            .set("b", true)?
            .set_expression("#f = if_not_exists(#f, :f)")
            .bind(":f", followers)?
            .when("attribute_not_exists(#b)");
        let _kept_already = self.table.write(write).await?;
        Ok(())
    }

    /// The sketch of who was there on the day of a broadcast; nobody where there is none. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn sketch(&self, room: &UserId, broadcast: &str, day: Day) -> Result<Sketched> {
        let found = self.table.get_item(SketchItem::key(room, broadcast, day).into(), Consistency::Strong).await?;
        let Some(found) = found else { return Ok(Sketched::default()) };
        Ok(Sketched { watchers: watchers(&found), revision: revision(&found) })
    }

    /// Writes a sketch in the place of the one that was read, if that stands. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn keep_sketch(&self, room: &UserId, broadcast: &str, day: Day, sketched: &Sketched) -> Result<()> {
        let expires_at = day.begins().as_secs() + SAMPLES_SECS;
        let write = watchers_write(Write::update(SketchItem::key(room, broadcast, day)), &sketched.watchers);
        let write = revised(write.set(EXPIRES_AT, expires_at)?, sketched.revision)?;
        let _another_was_faster = self.table.write(write).await?;
        Ok(())
    }

    /// What was kept of a broadcast; without who was there where `with_watchers` is false. One trip for some 7 days.
    ///
    /// # Errors
    /// The table away.
    pub async fn course(
        &self,
        room: &UserId,
        broadcast: &str,
        consistency: Consistency,
        with_watchers: bool,
    ) -> Result<Course> {
        let query = |beginning: String| {
            let query = self.table.query().consistent_read(consistency == Consistency::Strong);
            let query = query.key_condition_expression("pk = :creator AND begins_with(sk, :beginning)");
            let query = query.expression_attribute_values(":creator", S(partition(room)));
            self.table.query_all(query.expression_attribute_values(":beginning", S(beginning)))
        };
        let sketches = async { if with_watchers { query(SketchItem::beginning(broadcast)).await } else { Ok(vec![]) } };
        let (parts, sketches) = tokio::try_join!(query(SampleItem::beginning(broadcast)), sketches)?;
        let mut course = Course::default();
        for part in &parts {
            note_part(&mut course, part);
        }
        for sketch in &sketches {
            let day: Option<Day> = sort_key(sketch).rsplit('#').next().and_then(|day| day.parse().ok());
            if let Some(day) = day {
                course.note_watchers(day.begins(), &watchers(sketch));
            }
        }
        Ok(course)
    }
}

fn sample_write(room: &UserId, broadcast: &str, part: u32, sample: Sample) -> Result<Write> {
    Write::update(SampleItem::key(room, broadcast, sample.at, part))
        .add_bytes(SAMPLES, [sample.to_bytes().to_vec()])
        .set(EXPIRES_AT, sample.at.as_secs() + SAMPLES_SECS)
}

fn hashes(of: impl Iterator<Item = ViewerHash>) -> impl Iterator<Item = Vec<u8>> {
    of.map(|hash| hash.to_bytes().to_vec())
}

fn note_part(course: &mut Course, part: &Item) {
    let Some(bucket) = SampleItem::bucket(sort_key(part)) else { return };
    let mut first = None;
    for sample in item::members_of(part, SAMPLES).filter_map(|bytes| Sample::read(bucket, bytes)) {
        first = first.map_or(Some(sample.at), |first: Time| Some(first.min(sample.at)));
        course.note_sample(sample);
    }
    if let (Some(first), Some(followers)) = (first, number(part, FOLLOWERS)) {
        course.note_followers(first, followers);
    }
    let mut there = Watchers::default();
    item::members_of(part, USERS).filter_map(ViewerHash::read).for_each(|hash| there.users.insert(hash));
    item::members_of(part, GUESTS).filter_map(ViewerHash::read).for_each(|hash| there.guests.insert(hash));
    course.note_watchers(Time::from_secs(bucket * BUCKET_SECS), &there);
}

fn sort_key(found: &Item) -> &str {
    found.get(SK).and_then(|sort| sort.as_s().ok()).map(String::as_str).unwrap_or_default()
}

fn number(found: &Item, name: &str) -> Option<u64> {
    found.get(name)?.as_n().ok()?.parse().ok()
}

/// How often an item was written.
pub(super) fn revision(found: &Item) -> u64 {
    number(found, "revision").unwrap_or_default()
}

/// Only if the item was written so often, none at all being 0.
pub(super) fn revised(write: Write, known: u64) -> Result<Write> {
    let write = write.set("revision", known + 1)?;
    if known == 0 { Ok(write.when_absent()) } else { write.when("#revision = :known").bind(":known", known) }
}

/// Who an item says was there; what has another form is nobody.
pub(super) fn watchers(found: &Item) -> Watchers {
    let read = |name| Uniques::read(item::bytes_of(found, name)).unwrap_or_default();
    Watchers { users: read(USERS), guests: read(GUESTS) }
}

/// Writes who was there.
pub(super) fn watchers_write(write: Write, watchers: &Watchers) -> Write {
    write.set_bytes(USERS, watchers.users.to_bytes()).set_bytes(GUESTS, watchers.guests.to_bytes())
}
