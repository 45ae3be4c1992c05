//! Whole items as the store's own operations leave them, for whoever fills a table past these: a million
//! follows by way of transactions take hours, and what is measured afterwards must be in this very form.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue::{N, Ss};
use domain::media::Publish;
use domain::search::{Indexed, Popularity};
use domain::{Application, AuditEntry, Broadcast, Categories, Category, Stream, Time, User, UserId};
use runtime::{Error, Result};
use table::{Item, Key, item};

use crate::accounts::{NameItem, Profile, follower_copy};
use crate::applications::{ApplicationItem, AuditItem};
use crate::audience::Count;
use crate::discovery::{DirectoryEntry, DirectoryTotal, EntryItem, NewEntry, Record};
use crate::social::{Edge, FollowedPart, FollowerShard, FollowingCount};
use crate::streams::{BroadcastItem, StreamItem};

/// Items of one kind or another, in DynamoDB's form without the SDK's types.
pub type Items = Vec<serde_dynamo::Item>;

/// A user and their name.
///
/// # Errors
/// None for a profile that the API can make.
pub fn user(user: &User) -> Result<Items> {
    let name = NameItem { user_id: user.id.clone() };
    Ok(plain(vec![
        item::write(Profile::key(&user.id), user, &[])?,
        item::write(NameItem::key(&user.username), &name, &[])?,
    ]))
}

/// A creator whom so many follow, and their name.
///
/// # Errors
/// None for a profile that the API can make.
pub fn creator(user: &User, followers: u64) -> Result<Items> {
    let name = NameItem { user_id: user.id.clone() };
    let mut profile = item::write(Profile::key(&user.id), user, &[])?;
    follower_copy::with(&mut profile, followers);
    Ok(plain(vec![profile, item::write(NameItem::key(&user.username), &name, &[])?]))
}

/// An application, in the list of its status.
///
/// # Errors
/// None for an application that the API can make.
pub fn application(application: &Application) -> Result<Items> {
    let place = ApplicationItem::place(application);
    Ok(plain(vec![item::write(ApplicationItem::key(&application.user_id), application, &[place])?]))
}

/// An approved creator's places in the directory, and their search entries with so many followers.
///
/// # Errors
/// A creator who was never approved.
pub fn listed(user: &User, stream: &Stream, followers: u64) -> Result<Items> {
    let approved_at = user.approved_at.ok_or_else(|| Error::fault("a creator was approved once"))?;
    let entry = DirectoryEntry { user_id: user.id.clone(), approved_at };
    let mut items = vec![];
    for list in std::iter::once(None).chain(user.categories.iter().copied().map(Some)) {
        items.push(item::write(DirectoryEntry::key(list, approved_at, &user.id), &entry, &[])?);
    }
    let Indexed { words, entries } = Indexed::wanted(user, stream, Popularity::of(followers, None));
    let text = words.clone().unwrap_or_default();
    for entry in &entries {
        let value = NewEntry::of(entry, &user.id, &text);
        items.push(item::write(EntryItem::key(entry, &user.id), &value, &[])?);
    }
    items.push(item::write(Record::key(&user.id), &Record { words, entries, version: 1 }, &[])?);
    Ok(plain(items))
}

/// How many creators the directory has, or a category of it.
///
/// # Errors
/// None.
pub fn directory_total(category: Option<Category>, creators: u64) -> Result<Items> {
    Ok(plain(vec![item::write(DirectoryTotal::key(category), &DirectoryTotal { creators }, &[])?]))
}

/// A stream; if a broadcast is open, that one, its viewer count and its places in the indexes too.
///
/// # Errors
/// None for a stream that the API can make.
pub fn stream(stream: &Stream, viewers: u32) -> Result<Items> {
    let id = &stream.user_id;
    let Some(open) = &stream.media.broadcast else {
        return Ok(plain(vec![item::write(StreamItem::key(id), stream, &[])?]));
    };
    let Publish { ingress_id, resource_id, .. } = &open.publish;
    let broadcast = Broadcast::new(&open.id, id, ingress_id, resource_id, open.started_at);
    let count = BTreeMap::from([
        ("userId", serde_json::json!(id)),
        ("broadcastId", serde_json::json!(open.id)),
        ("startedAt", serde_json::json!(open.started_at)),
        ("viewers", serde_json::json!(viewers)),
    ]);
    Ok(plain(vec![
        item::write(StreamItem::key(id), stream, &[StreamItem::changed(id, open.started_at)])?,
        item::write(BroadcastItem::key(id, &open.id), &broadcast, &[])?,
        item::write(Count::key(id), &count, &[Count::live(id, open.started_at)])?,
    ]))
}

/// A follow edge; the counters are [`followers`]' and [`following`]'s.
///
/// # Errors
/// None.
pub fn follow(follower: &UserId, followed: &UserId, categories: Categories, at: Time) -> Result<Items> {
    let places = Edge::places(follower, followed, at);
    Ok(plain(vec![item::write(Edge::key(follower, followed), &Edge { categories }, &places)?]))
}

/// The counter of those who follow `followed`.
#[must_use]
pub fn followers<'a>(followed: &UserId, followers: impl Iterator<Item = &'a UserId>) -> Items {
    let mut shards: BTreeMap<String, (Key, u64)> = BTreeMap::new();
    for follower in followers {
        let key = FollowerShard::key(followed, follower);
        shards.entry(key.sk.clone()).or_insert((key.into(), 0)).1 += 1;
    }
    plain(shards.into_values().map(|(key, total)| with(key, "total", N(total.to_string()))).collect())
}

/// The counter and the set of those whom `follower` follows.
#[must_use]
pub fn following(follower: &UserId, followed: &[UserId]) -> Items {
    let mut parts: BTreeMap<String, (Key, Vec<String>)> = BTreeMap::new();
    for id in followed {
        let key = FollowedPart::key(follower, id);
        parts.entry(key.sk.clone()).or_insert((key.into(), vec![])).1.push(id.to_string());
    }
    let count = with(FollowingCount::key(follower), "total", N(followed.len().to_string()));
    let parts = parts.into_values().map(|(key, ids)| with(key, "ids", Ss(ids)));
    plain(std::iter::once(count).chain(parts).collect())
}

/// An audit entry.
///
/// # Errors
/// None.
pub fn audit(entry: &AuditEntry) -> Result<Items> {
    Ok(plain(vec![item::write(AuditItem::key(&entry.id), entry, &[])?]))
}

fn with(key: impl Into<Key>, name: &str, value: aws_sdk_dynamodb::types::AttributeValue) -> Item {
    let mut item = key.into().into_item();
    item.insert(name.to_owned(), value);
    item
}

fn plain(items: Vec<Item>) -> Items {
    items.into_iter().map(serde_dynamo::Item::from).collect()
}
