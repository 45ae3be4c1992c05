//! What changed lately, held by this process so that a page reads only what is new: at 34 changes a
//! second (17 starts, 17 ends) and 1 kB a stream, 5 s of them are 21 read units, and 25 s, which a new
//! process reads once, are 106.

use std::collections::HashMap;

use domain::{Stream, Time, UserId};
use store::Changed;

/// A ranking that old is served while a new one is made. Where there is none, or an older one, too much has
/// changed after it, and either nobody looked for long or no worker runs: one reader builds it then, and the
/// others wait for theirs.
pub(super) const SERVED_AT_MOST_SECS: i64 = 120;
/// An entry may show in an index so much later than its own time, in seconds: the writer took the time
/// before its attempts at the write, clocks differ, and indexes lag.
pub const LAG_SECS: i64 = 5;
/// What a new process reads, in seconds: the age of the oldest ranking that is usually served, and the lag.
pub(super) const FIRST_LOOK_SECS: i64 = 20 + LAG_SECS;
/// Changes are held so long, in seconds: at 34 a second, some 2,000. For a ranking that is older than any but after
/// a pause, they are read.
const HELD_SECS: i64 = 60 + LAG_SECS;

/// The changes that were seen: all of them between two times.
#[derive(Debug, Default)]
pub(super) struct Changes {
    whole: Option<(Time, Time)>,
    streams: HashMap<UserId, Changed>,
}

impl Changes {
    /// From when to read on, to have everything since `since`: entries may show late, so the last
    /// seconds that were seen are read again.
    pub fn read_from(&self, since: Time) -> Time {
        match self.whole {
            Some((from, to)) if from <= since => to.plus_secs(-LAG_SECS).max(since),
            _ => since,
        }
    }

    /// Takes in what was read: everything from `from` on, at `now`.
    pub fn take_in(&mut self, read: Vec<Changed>, from: Time, now: Time) {
        for changed in read {
            let id = &changed.stream.user_id;
            if self.streams.get(id).is_none_or(|held| held.at <= changed.at) {
                self.streams.insert(id.clone(), changed);
            }
        }
        let whole_from = match self.whole {
            // Nothing is missing between what was seen and what was read.
            Some((seen_from, seen_to)) if from <= seen_to => seen_from.min(from),
            _ => from,
        };
        let held_from = whole_from.max(now.plus_secs(-HELD_SECS));
        self.streams.retain(|_, changed| changed.at >= held_from);
        let seen_to = self.whole.map_or(now, |(_, to)| to.max(now));
        self.whole = Some((held_from, seen_to));
    }

    /// Everything that changed since `since`; `None` when that is not known.
    pub fn since(&self, since: Time) -> Option<Vec<Stream>> {
        self.whole.filter(|(from, _)| *from <= since)?;
        let changed = self.streams.values().filter(|changed| changed.at >= since);
        Some(changed.map(|changed| changed.stream.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ChatModes, ChatSettings, Media, StreamCard, Username};

    fn changed(id: &str, secs: i64) -> Changed {
        let at = Time::from_secs(secs);
        Changed {
            stream: Stream {
                user_id: UserId::parse(id).unwrap(),
                title: format!("at {secs}"),
                description: None,
                thumbnail: None,
                tags: vec![],
                chat: ChatSettings::default(),
                modes: ChatModes::default(),
                pinned: None,
                reconnect_window: 60,
                recording: domain::recording::RecordingSettings::default(),
                raid: None,
                ingress: None,
                media: Media::default(),
                revision: 0,
                card: StreamCard {
                    username: Username::parse("alice").unwrap(),
                    name: "Alice".to_owned(),
                    image: None,
                    categories: domain::Categories::default(),
                },
                created_at: at,
                updated_at: at,
            },
            at,
        }
    }

    fn titles(changes: &Changes, since: i64) -> Option<Vec<String>> {
        let mut titles: Vec<_> =
            changes.since(Time::from_secs(since))?.into_iter().map(|stream| stream.title).collect();
        titles.sort();
        Some(titles)
    }

    #[test]
    fn reads_on_from_what_was_seen_and_looks_again_at_the_lag() {
        let mut changes = Changes::default();
        assert_eq!(changes.read_from(Time::from_secs(975)), Time::from_secs(975));
        changes.take_in(vec![changed("a", 990)], Time::from_secs(975), Time::from_secs(1_000));
        assert_eq!(changes.read_from(Time::from_secs(980)), Time::from_secs(995));
        assert_eq!(changes.read_from(Time::from_secs(998)), Time::from_secs(998));
        // Before what was ever seen.
        assert_eq!(changes.read_from(Time::from_secs(970)), Time::from_secs(970));
    }

    #[test]
    fn the_latest_change_of_a_stream_stands() {
        let mut changes = Changes::default();
        changes.take_in(vec![changed("a", 990), changed("b", 991)], Time::from_secs(975), Time::from_secs(1_000));
        changes.take_in(vec![changed("a", 1_001), changed("b", 980)], Time::from_secs(995), Time::from_secs(1_002));
        assert_eq!(titles(&changes, 980).unwrap(), ["at 1001", "at 991"]);
        assert_eq!(titles(&changes, 1_000).unwrap(), ["at 1001"]);
    }

    #[test]
    fn what_was_not_seen_is_not_known() {
        let mut changes = Changes::default();
        assert_eq!(titles(&changes, 0), None);
        changes.take_in(vec![], Time::from_secs(975), Time::from_secs(1_000));
        assert_eq!(titles(&changes, 974), None);
        assert_eq!(titles(&changes, 975).unwrap(), Vec::<String>::new());
        // A gap: nobody asked for ten minutes.
        changes.take_in(vec![changed("a", 1_590)], Time::from_secs(1_580), Time::from_secs(1_600));
        assert_eq!(titles(&changes, 1_579), None);
        assert_eq!(titles(&changes, 1_580).unwrap(), ["at 1590"]);
    }
}
