//! A creator's terms. Each is an item whose id is made of what it finds, so the same one again is the same item; their
//! revision tells processes that hold them when to read them again.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::chat::LogEntry;
use domain::chat::automod::{MAX_TERMS, Term, TermAction};
use domain::{Time, UserId};
use runtime::{Error, Result};
use serde::{Deserialize, Serialize};
use table::{Entity, KeyOf, Pattern, Range, Slice, Transacted, Write, item};

use super::log::LogItem;
use crate::Store;

/// A term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TermItem {
    /// Made of what it finds.
    pub id: String,
    /// The words.
    pub text: Term,
    /// What becomes of a message that they are in.
    pub action: TermAction,
    /// Who made it.
    pub by: UserId,
    /// When.
    pub created_at: Time,
}

impl Entity for TermItem {
    type Value = Self;
    const PATTERN: Pattern = ("TERMS#host", "id");
}

impl TermItem {
    fn partition(host: &UserId) -> String {
        format!("TERMS#{host}")
    }

    fn key(host: &UserId, id: &str) -> KeyOf<Self> {
        KeyOf::new(Self::partition(host), id)
    }
}

/// How many terms a chat has, and which revision of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TermsHead {
    /// Another one after each change.
    pub rev: Option<String>,
    count: u32,
}

impl Entity for TermsHead {
    type Value = Self;
    const PATTERN: Pattern = ("ROOM#host", "TERMS");
}

impl TermsHead {
    /// Of this chat.
    pub(super) fn key(host: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("ROOM#{host}"), "TERMS")
    }
}

/// How setting a term ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermSet {
    /// It is new.
    Added,
    /// It was there, as it stands now: with the action that was asked for.
    Known(TermItem),
    /// There are as many as there may be.
    LimitReached,
}

impl Store {
    /// Sets a term; one that finds the same keeps its id and takes the new action. One trip; two where it is there.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_term(&self, host: &UserId, term: &TermItem, entry: &LogEntry) -> Result<TermSet> {
        let head = || Write::update(TermsHead::key(host)).set("rev", &entry.id);
        let writes = vec![
            Write::put(TermItem::key(host, &term.id), term, &[])?.when_absent(),
            head()?.add("count", 1).when("attribute_not_exists(#count) OR #count < :most").bind(":most", MAX_TERMS)?,
            LogItem::write(host, entry)?,
        ];
        let Transacted::Refused(refusals) = self.chat.transact(writes).await? else { return Ok(TermSet::Added) };
        let Some(there) = refusals.into_iter().next().flatten() else { return Ok(TermSet::LimitReached) };
        let Some(there) = item::read_optional::<TermItem>(there.0)? else {
            return Err(Error::unavailable("dynamodb", "a term that was there is gone"));
        };
        if there.action == term.action {
            return Ok(TermSet::Known(there));
        }
        let change = Write::update(TermItem::key(host, &term.id)).set("action", term.action)?.when_present();
        match self.chat.transact(vec![change, head()?, LogItem::write(host, entry)?]).await? {
            Transacted::Done => Ok(TermSet::Known(TermItem { action: term.action, ..there })),
            Transacted::Refused(_) => Err(Error::unavailable("dynamodb", "a term was removed while it was set")),
        }
    }

    /// Takes a term away; `false`: there is none. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn remove_term(&self, host: &UserId, id: &str, entry: &LogEntry) -> Result<bool> {
        let writes = vec![
            Write::delete(TermItem::key(host, id)).when_present(),
            Write::update(TermsHead::key(host)).set("rev", &entry.id)?.add("count", -1),
            LogItem::write(host, entry)?,
        ];
        Ok(matches!(self.chat.transact(writes).await?, Transacted::Done))
    }

    /// A page of the terms, after the place `after`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn terms(&self, host: &UserId, after: Option<&str>, limit: u32) -> Result<Slice<TermItem>> {
        let partition = TermItem::partition(host);
        self.chat.slice(&Range { index: None, partition: &partition, after, newest_first: false, limit }).await
    }

    /// All terms of a chat: some 60 kB at most. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn all_terms(&self, host: &UserId) -> Result<Vec<TermItem>> {
        let values = HashMap::from([(":host".to_owned(), S(TermItem::partition(host)))]);
        let query = self.chat.query().consistent_read(true).key_condition_expression("pk = :host");
        let items = self.chat.query_all(query.set_expression_attribute_values(Some(values))).await?;
        items.into_iter().map(item::read).collect()
    }
}
