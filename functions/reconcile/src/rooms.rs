//! What LiveKit says beside what we hold, room by room.

use std::collections::{HashMap, HashSet};

use domain::UserId;
use livekit::{CallError, Room};
use runtime::Result;
use store::OpenEntry;
use table::shard;

use crate::App;

/// Each room that people watch is listed once in so many minutes, whatever its figures say: figures that
/// agree by chance (a host came when a viewer's leaving was lost) do not hide a wrong count for good. Once in more
/// minutes where there are more rooms than a run may list.
const SLICES: u8 = 10;
/// Rooms that are listed in a run though their figures agree. LiveKit Cloud takes 1,000 requests a minute, and the
/// product has its own.
const AGREEING_A_RUN: usize = 200;
/// The same of rooms in which others than viewers are: their figures say less, so they are listed each minute while
/// they are few.
const HOSTED_A_RUN: usize = 60;

/// A room that is not as we hold it, by its figures alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Doubt {
    /// A broadcast is open, and nobody publishes.
    NoPublisher,
    /// Somebody publishes, and no broadcast is open, or its media ended.
    UnknownPublisher,
    /// The room has another number of people than we count, or its figures cannot tell.
    Count,
    /// People are in the room of a creator who has no broadcast: is it suspended?
    Offline,
    /// The rules of the room changed lately: somebody may be there by a token of before.
    Rights,
}

/// What a run knows before it looks; the same at both looks.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Creators whose broadcast is open and whose media ended.
    pub interrupted: HashSet<UserId>,
    /// Creators whose push is recorded: what records it is in their room.
    pub recorded: HashSet<UserId>,
    /// The minute of the run, since the epoch.
    pub minute: i64,
}

/// In how many minutes every room is listed once.
#[derive(Debug, Clone, Copy)]
struct Slices {
    watched: u8,
    hosted: u8,
}

impl Slices {
    fn of(rooms: &[Room], held: &HashMap<&str, &OpenEntry>) -> Self {
        let watched = rooms.iter().filter(|room| people(room) > 0 && held.contains_key(room.name.as_str())).count();
        let hosted = held.values().filter(|entry| entry.others > 0).count();
        let slices = |rooms: usize, a_run: usize| u8::try_from(rooms.div_ceil(a_run)).unwrap_or(u8::MAX);
        Self { watched: slices(watched, AGREEING_A_RUN).max(SLICES), hosted: slices(hosted, HOSTED_A_RUN).max(1) }
    }
}

impl Known {
    fn is_in_slice(&self, room: &UserId, slices: u8) -> bool {
        i64::from(shard(room.as_str(), slices)) == self.minute.rem_euclid(i64::from(slices))
    }
}

/// The people in a room, by its figures.
const fn people(room: &Room) -> u32 {
    room.participants.saturating_sub(room.publishers)
}

/// A room whose rules changed is looked into for so long after it, in seconds; two runs see it.
const RIGHTS_SOON_SECS: i64 = 120;
/// And when the last token of before is dead, in seconds: a token lives for 600.
const RIGHTS_LAST_SECS: std::ops::Range<i64> = 660..780;

/// One look: the rooms in doubt. Costs one call to LiveKit and one read of the open broadcasts; and half a unit for each
/// room in which people wait, whatever its people: only those of suspended creators are in doubt.
///
/// # Errors
/// The table away. `Ok(Err(_))`: LiveKit away.
pub(crate) async fn look(app: &App, known: &Known) -> Result<Result<HashSet<(UserId, Doubt)>, CallError>> {
    let (rooms, open) = tokio::join!(app.livekit.list_rooms(vec![]), app.store.open_broadcasts());
    let open = open?;
    let mut doubts = match rooms {
        Ok(rooms) => doubts(&rooms, &open, known),
        Err(error) => return Ok(Err(error)),
    };
    let waiting = doubts.iter().filter(|(_, doubt)| *doubt == Doubt::Offline).map(|(room, _)| room.clone());
    let suspended = app.store.suspended_among(&waiting.collect::<Vec<_>>()).await?;
    doubts.retain(|(room, doubt)| *doubt != Doubt::Offline || suspended.contains(room));
    Ok(Ok(doubts))
}

fn doubts(rooms: &[Room], open: &[OpenEntry], known: &Known) -> HashSet<(UserId, Doubt)> {
    let held: HashMap<&str, &OpenEntry> = open.iter().map(|entry| (entry.user_id.as_str(), entry)).collect();
    let slices = Slices::of(rooms, &held);
    let listed: HashSet<&str> = rooms.iter().map(|room| room.name.as_str()).collect();
    let mut doubts = HashSet::new();
    for room in rooms {
        // A room that is called like no user is none of ours: others may share the LiveKit server.
        let Ok(user_id) = UserId::parse(&room.name) else { continue };
        let entry = held.get(room.name.as_str()).copied();
        let doubt = match entry {
            Some(_) if room.publishers == 0 => Some(Doubt::NoPublisher),
            Some(_) if known.interrupted.contains(&user_id) => Some(Doubt::UnknownPublisher),
            Some(_) => None,
            None if room.publishers > 0 => Some(Doubt::UnknownPublisher),
            None => Some(Doubt::Offline),
        };
        doubts.extend(doubt.map(|doubt| (user_id.clone(), doubt)));
        if entry.is_some_and(|entry| are_rights_doubtful(entry, known)) {
            doubts.insert((user_id.clone(), Doubt::Rights));
        }
        if entry.is_some_and(|entry| is_count_doubtful(room, entry, known, slices)) {
            doubts.insert((user_id, Doubt::Count));
        }
    }
    for entry in open.iter().filter(|entry| !listed.contains(entry.user_id.as_str())) {
        doubts.insert((entry.user_id.clone(), Doubt::NoPublisher));
        if entry.viewers > 0 {
            doubts.insert((entry.user_id.clone(), Doubt::Count));
        }
    }
    doubts
}

fn are_rights_doubtful(entry: &OpenEntry, known: &Known) -> bool {
    let Some(changed_at) = entry.rights_changed_at else { return false };
    let ago = known.minute * 60 - changed_at.as_secs();
    ago < RIGHTS_SOON_SECS || RIGHTS_LAST_SECS.contains(&ago)
}

/// The figures count everybody. Where others than viewers are known to be there, they cannot tell.
fn is_count_doubtful(room: &Room, entry: &OpenEntry, known: &Known, slices: Slices) -> bool {
    let people = people(room);
    let is_hosted = entry.others > 0 && known.is_in_slice(&entry.user_id, slices.hosted);
    let is_watched = people > 0 && known.is_in_slice(&entry.user_id, slices.watched);
    // A recorder whose worker died is missed here, and nowhere else: LiveKit goes on listing its egress.
    let is_unrecorded = known.recorded.contains(&entry.user_id) && people <= entry.viewers;
    is_hosted || is_watched || is_unrecorded || entry.viewers.saturating_add(entry.others) != people
}

#[cfg(test)]
mod tests {
    use domain::Time;

    use super::*;

    fn room(name: &str, participants: u32, publishers: u32) -> Room {
        Room { name: name.to_owned(), participants, publishers }
    }

    fn open(name: &str, viewers: u32) -> OpenEntry {
        OpenEntry {
            user_id: UserId::parse(name).unwrap(),
            started_at: Time::from_millis(0),
            viewers,
            counted_at: None,
            others: 0,
            rights_changed_at: None,
            raid: None,
            broadcast_id: "b".to_owned(),
        }
    }

    fn found_by(rooms: &[Room], held: &[OpenEntry], known: &Known) -> Vec<Doubt> {
        let mut found: Vec<_> = doubts(rooms, held, known).into_iter().map(|(_, doubt)| doubt).collect();
        found.sort_by_key(|doubt| format!("{doubt:?}"));
        found
    }

    fn found(rooms: &[Room], held: &[OpenEntry]) -> Vec<Doubt> {
        // A minute at which the room called `a` is not in the slice.
        let minute = i64::from(shard("a", SLICES)) + 1;
        found_by(rooms, held, &Known { minute, ..Known::default() })
    }

    #[test]
    fn agreement_is_no_doubt() {
        assert_eq!(found(&[room("a", 3, 1)], &[open("a", 2)]), []);
        assert_eq!(found(&[], &[]), []);
    }

    #[test]
    fn each_difference_has_its_name() {
        assert_eq!(found(&[room("a", 2, 0)], &[open("a", 2)]), [Doubt::NoPublisher]);
        assert_eq!(found(&[], &[open("a", 0)]), [Doubt::NoPublisher]);
        assert_eq!(found(&[], &[open("a", 4)]), [Doubt::Count, Doubt::NoPublisher]);
        assert_eq!(found(&[room("a", 1, 1)], &[]), [Doubt::UnknownPublisher]);
        assert_eq!(found(&[room("a", 9, 1)], &[open("a", 2)]), [Doubt::Count]);
        assert_eq!(found(&[room("a", 2, 0)], &[]), [Doubt::Offline]);
    }

    #[test]
    fn a_publisher_is_unknown_while_we_hold_its_media_ended() {
        let minute = i64::from(shard("a", SLICES)) + 1;
        let known = Known { interrupted: [UserId::parse("a").unwrap()].into(), minute, ..Known::default() };
        assert_eq!(found_by(&[room("a", 1, 1)], &[open("a", 0)], &known), [Doubt::UnknownPublisher]);
        assert_eq!(found_by(&[room("a", 1, 0)], &[open("a", 1)], &known), [Doubt::NoPublisher]);
    }

    #[test]
    fn a_recorder_that_is_not_there_is_missed() {
        let minute = i64::from(shard("a", SLICES)) + 1;
        let known = Known { recorded: [UserId::parse("a").unwrap()].into(), minute, ..Known::default() };
        assert_eq!(found_by(&[room("a", 3, 1)], &[open("a", 2)], &known), [Doubt::Count]);
        assert_eq!(found_by(&[room("a", 3, 1)], &[open("a", 2)], &Known { minute, ..Known::default() }), []);
    }

    #[test]
    fn figures_tell_nothing_where_a_host_is_and_in_a_rooms_own_minute() {
        let hosted = OpenEntry { others: 1, ..open("a", 2) };
        assert_eq!(found(&[room("a", 3, 1)], &[hosted]), [Doubt::Count]);
        let minutes = |viewers: u32| {
            (0..i64::from(SLICES))
                .filter(|minute| {
                    let known = Known { minute: *minute, ..Known::default() };
                    !found_by(&[room("a", viewers + 1, 1)], &[open("a", viewers)], &known).is_empty()
                })
                .count()
        };
        assert_eq!((minutes(2), minutes(0)), (1, 0));
    }

    /// LiveKit's requests of a run in which nothing is wrong are bounded, however many rooms there are.
    #[test]
    fn of_ten_thousand_rooms_that_agree_few_are_listed() {
        let name = |n: u32| format!("usr_{n}");
        let rooms: Vec<Room> = (0..10_000).map(|n| room(&name(n), 4, 1)).collect();
        let hosted = |n: u32| u32::from(n.is_multiple_of(3));
        let entries = |n: u32| OpenEntry { others: hosted(n), ..open(&name(n), 3 - hosted(n)) };
        let held: Vec<OpenEntry> = (0..10_000).map(entries).collect();
        let known = |minute| Known { minute, ..Known::default() };
        let mut seen = HashSet::new();
        for minute in 0..60 {
            let found = doubts(&rooms, &held, &known(minute));
            // Hashing spreads them evenly, but not to the room.
            assert!(found.len() < 2 * (AGREEING_A_RUN + HOSTED_A_RUN) - 200, "{}", found.len());
            seen.extend(found.into_iter().map(|(room, _)| room));
        }
        assert_eq!(seen.len(), 10_000, "each within the hour");
    }

    #[test]
    fn rights_are_looked_at_soon_after_a_change_and_when_no_older_token_lives() {
        let minute = i64::from(shard("a", SLICES)) + 101;
        let after = |secs: i64| {
            let changed_at = Some(Time::from_secs(minute * 60 - secs));
            let entry = OpenEntry { rights_changed_at: changed_at, ..open("a", 2) };
            found_by(&[room("a", 3, 1)], &[entry], &Known { minute, ..Known::default() })
        };
        assert_eq!((after(30), after(90), after(700)), (vec![Doubt::Rights], vec![Doubt::Rights], vec![Doubt::Rights]));
        assert_eq!((after(200), after(900)), (vec![], vec![]));
    }

    #[test]
    fn rooms_of_others_are_passed_over() {
        assert_eq!(found(&[room("not one of ours", 2, 1)], &[]), []);
    }
}
