//! A broadcast that is over gets its figures, and its days get their share of them.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::audience::{Course, Day, DayFigures, Summary, Watchers};
use domain::{Broadcast, Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, Slice, Transacted, Write, failed, item};

use super::days::DayFound;
use crate::Store;
use crate::streams::BroadcastItem;

/// Attempts where another broadcast of the same day is settled at the same moment.
const RACES: usize = 8;
/// Days that one transaction takes: two writes each, of 100, and of 4 MB.
const DAYS_AT_ONCE: usize = 40;

type Part = (Day, DayFigures, Watchers);

impl Store {
    /// A broadcast. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn broadcast(&self, creator: &UserId, id: &str, consistency: Consistency) -> Result<Option<Broadcast>> {
        let found = self.table.get_item(BroadcastItem::key(creator, id).into(), consistency).await?;
        item::read_optional(found)
    }

    /// A creator's broadcasts, newest first, after that of an id. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn broadcasts(&self, creator: &UserId, after: Option<&str>, limit: u32) -> Result<Slice<Broadcast>> {
        let key = |id: &str| BroadcastItem::key(creator, id);
        let query = self
            .table
            .query()
            .key_condition_expression("pk = :creator AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":creator", S(key("").pk.clone()))
            .expression_attribute_values(":first", S(key("").sk.clone()))
            // Behind every id, which begins with a digit; one more than asked for tells whether the list goes on.
            .expression_attribute_values(":last", S(key(after.unwrap_or("~")).sk.clone()))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(i32::try_from(limit + 2).unwrap_or(i32::MAX));
        let page = query.send().await.map_err(failed)?;
        let found = page.items.unwrap_or_default().into_iter().map(item::read::<Broadcast>);
        let mut items = found.filter(|found| !found.as_ref().is_ok_and(|found| Some(found.id.as_str()) == after));
        let mut listed = Vec::new();
        for item in items.by_ref().take(limit as usize) {
            listed.push(item?);
        }
        let goes_on = items.next().is_some();
        let next = listed.last().filter(|_| goes_on).map(|last| last.id.clone());
        Ok(Slice { items: listed, next })
    }

    /// Gives a broadcast that is over its figures, and its UTC days their share, once: one transaction, and one before
    /// it for each 40 days beyond the first 40. Returns the figures; `None`: it has them already, or it is not over.
    ///
    /// # Errors
    /// The table away.
    pub async fn settle(&self, creator: &UserId, id: &str, course: &Course, followers: u64) -> Result<Option<Summary>> {
        let mut races = 0;
        while races < RACES {
            let Some(broadcast) = self.broadcast(creator, id, Consistency::Strong).await? else { return Ok(None) };
            let (Some(ended_at), None) = (broadcast.ended_at, broadcast.summary) else { return Ok(None) };
            let span: (Time, Time) = (broadcast.started_at, ended_at.max(broadcast.started_at));
            let mut parts = course.days(span, Some(followers), broadcast.chat_messages);
            parts.retain(|(day, ..)| broadcast.settled_until.is_none_or(|settled| *day > settled));
            let is_last = parts.len() <= DAYS_AT_ONCE;
            parts.truncate(DAYS_AT_ONCE);
            let summary = course.summary(span.0, span.1, Some(followers));
            let first =
                Write::update(BroadcastItem::key(creator, id)).when_present().when("attribute_not_exists(#summary)");
            let first = match broadcast.settled_until {
                None => first.when("attribute_not_exists(#settledUntil)"),
                Some(known) => first.when("#settledUntil = :known").bind(":known", known)?,
            };
            let first = if is_last {
                first.set("summary", summary)?.set("peakViewers", summary.peak_viewers)?
            } else {
                first.set("settledUntil", parts.last().map(|(day, ..)| *day))?
            };
            match self.add_to_days(creator, first, parts).await? {
                Transacted::Done if is_last => return Ok(Some(summary)),
                Transacted::Done => {}
                // Another broadcast of the same day came between.
                Transacted::Refused(_) => races += 1,
            }
        }
        Err(Error::fault("a day's revision moved through all attempts"))
    }

    async fn add_to_days(&self, creator: &UserId, first: Write, parts: Vec<Part>) -> Result<Transacted> {
        let keys = parts.iter().flat_map(|(day, ..)| DayFound::keys(creator, *day)).collect();
        let mut found = self.table.batch_get(keys, Consistency::Strong).await?;
        let mut writes = vec![first];
        for (day, figures, there) in parts {
            writes.extend(DayFound::take(&mut found, creator, day)?.adding(creator, day, figures, &there)?);
        }
        self.table.transact(writes).await
    }
}
