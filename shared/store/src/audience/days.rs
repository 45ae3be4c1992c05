//! Days of a channel: their figures, and apart from these who watched, so that a year of figures is one read.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::UserId;
use domain::audience::{Day, DayFigures, Watchers};
use futures::future::try_join_all;
use runtime::Result;
use table::{Entity, Found, Item, Key, KeyOf, Pattern, SK, Write, item};

use super::samples::{partition, revised, revision, watchers, watchers_write};
use crate::Store;

/// Days whose watchers one query brings: of the largest, half of what DynamoDB answers at once.
const DAYS_AT_ONCE: i64 = 61;

/// Figures of a day.
pub struct DayItem;

impl Entity for DayItem {
    type Value = Item;
    const PATTERN: Pattern = ("STATS#creator", "D#day");
}

impl DayItem {
    /// Of this day.
    #[must_use]
    pub fn key(creator: &UserId, day: Day) -> KeyOf<Self> {
        KeyOf::new(partition(creator), format!("D#{day}"))
    }
}

/// Who watched on a day.
pub struct DayWatchersItem;

impl Entity for DayWatchersItem {
    type Value = Item;
    const PATTERN: Pattern = ("STATS#creator", "U#day");
}

impl DayWatchersItem {
    /// On this day.
    #[must_use]
    pub fn key(creator: &UserId, day: Day) -> KeyOf<Self> {
        KeyOf::new(partition(creator), format!("U#{day}"))
    }
}

/// Figures of a channel's days.
#[derive(Debug, Default)]
pub struct DaysOf {
    /// Those on which something was broadcast, in the order of time.
    pub days: Vec<(Day, DayFigures)>,
    /// Who watched on any of them.
    pub watchers: Watchers,
}

/// A day as it stands, to be written anew.
pub(super) struct DayFound {
    figures: DayFigures,
    watchers: Watchers,
    revisions: (u64, u64),
}

impl DayFound {
    /// The two keys that a day is read from.
    pub(super) fn keys(creator: &UserId, day: Day) -> [Key; 2] {
        [DayItem::key(creator, day).into(), DayWatchersItem::key(creator, day).into()]
    }

    /// Takes a day out of what was found.
    pub(super) fn take(found: &mut Found, creator: &UserId, day: Day) -> Result<Self> {
        let [figures, there] = Self::keys(creator, day).map(|key| found.item(&key).unwrap_or_default());
        Ok(Self {
            revisions: (revision(&figures), revision(&there)),
            watchers: watchers(&there),
            figures: item::read(figures)?,
        })
    }

    /// The writes that add a part of a broadcast to the day, if it still is the one that was read.
    pub(super) fn adding(
        mut self,
        creator: &UserId,
        day: Day,
        part: DayFigures,
        there: &Watchers,
    ) -> Result<[Write; 2]> {
        self.watchers.merge(there);
        let figures = self.figures.and(part, self.watchers.users.count(), self.watchers.guests.count());
        let DayFigures {
            broadcasts,
            live_millis,
            watch_millis,
            peak_viewers,
            unique_viewers,
            guest_sessions,
            followers_gained,
            chat_messages,
        } = figures;
        let write = Write::update(DayItem::key(creator, day))
            .set("broadcasts", broadcasts)?
            .set("liveMillis", live_millis)?
            .set("watchMillis", watch_millis)?
            .set("peakViewers", peak_viewers)?
            .set("uniqueViewers", unique_viewers)?
            .set("guestSessions", guest_sessions)?
            .set("followersGained", followers_gained)?
            .set("chatMessages", chat_messages)?;
        let who = watchers_write(Write::update(DayWatchersItem::key(creator, day)), &self.watchers);
        Ok([revised(write, self.revisions.0)?, revised(who, self.revisions.1)?])
    }
}

impl Store {
    /// Figures of a channel's days from `first` to `last`, and who watched on any of them. One trip: a query of the
    /// days' figures, and beside it one of the watchers for each 61 days.
    ///
    /// # Errors
    /// The table away.
    pub async fn days(&self, creator: &UserId, first: Day, last: Day) -> Result<DaysOf> {
        let between = |kind: &str, first: Day, last: Day| {
            let query = self.table.query().key_condition_expression("pk = :creator AND sk BETWEEN :first AND :last");
            let query = query.expression_attribute_values(":creator", S(partition(creator)));
            let query = query.expression_attribute_values(":first", S(format!("{kind}#{first}")));
            self.table.query_all(query.expression_attribute_values(":last", S(format!("{kind}#{last}"))))
        };
        let pieces = (0..).map(|piece| first.plus(piece * DAYS_AT_ONCE)).take_while(|begin| *begin <= last);
        let there = pieces.map(|begin| between("U", begin, last.min(begin.plus(DAYS_AT_ONCE - 1))));
        let (figures, there) = tokio::try_join!(between("D", first, last), try_join_all(there))?;
        let mut days = DaysOf::default();
        for found in figures {
            let day = found.get(SK).and_then(|sort| sort.as_s().ok()?.split('#').nth(1)?.parse().ok());
            if let Some(day) = day {
                days.days.push((day, item::read(found)?));
            }
        }
        there.iter().flatten().for_each(|found| days.watchers.merge(&watchers(found)));
        Ok(days)
    }
}
