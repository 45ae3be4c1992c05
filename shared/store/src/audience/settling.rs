//! A broadcast that is over gets its figures, and its days get their share of them.

use domain::audience::{Course, Day, DayFigures, Summary, Watchers};
use domain::{Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, Transacted, Write};

use super::days::DayFound;
use crate::Store;
use crate::streams::BroadcastItem;

/// Attempts where another broadcast of the same day is settled at the same moment.
const RACES: usize = 8;
/// Days that one transaction takes: two writes each, of 100, and of 4 MB.
const DAYS_AT_ONCE: usize = 40;

type Part = (Day, DayFigures, Watchers);

impl Store {
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
