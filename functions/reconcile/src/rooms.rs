//! What LiveKit says beside what we hold, room by room.

use std::collections::{HashMap, HashSet};

use domain::UserId;
use livekit::{CallError, Room};
use runtime::Result;
use store::OpenEntry;
use table::shard;

use crate::App;

/// Each room that people watch is listed once in so many minutes, whatever its figures say: figures that
/// agree by chance (a host came when a viewer's leaving was lost) do not hide a wrong count for good.
const SLICES: u8 = 10;

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
}

/// What a run knows before it looks; the same at both looks.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Creators whose broadcast is open and whose media ended.
    pub interrupted: HashSet<UserId>,
    /// The minute of the run, since the epoch.
    pub minute: i64,
}

impl Known {
    fn is_in_slice(&self, room: &UserId) -> bool {
        i64::from(shard(room.as_str(), SLICES)) == self.minute.rem_euclid(i64::from(SLICES))
    }
}

/// One look: the rooms in doubt. Costs one call to LiveKit and one read of the open broadcasts.
///
/// # Errors
/// The table away. `Ok(Err(_))`: LiveKit away.
pub(crate) async fn look(app: &App, known: &Known) -> Result<Result<HashSet<(UserId, Doubt)>, CallError>> {
    let (rooms, open) = tokio::join!(app.livekit.list_rooms(vec![]), app.store.open_broadcasts());
    let open = open?;
    Ok(rooms.map(|rooms| doubts(&rooms, &open, known)))
}

fn doubts(rooms: &[Room], open: &[OpenEntry], known: &Known) -> HashSet<(UserId, Doubt)> {
    let held: HashMap<&str, &OpenEntry> = open.iter().map(|entry| (entry.user_id.as_str(), entry)).collect();
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
        if entry.is_some_and(|entry| is_count_doubtful(room, entry, known)) {
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

/// The figures count everybody. Where others than viewers are known to be there, they cannot tell.
fn is_count_doubtful(room: &Room, entry: &OpenEntry, known: &Known) -> bool {
    let people = room.participants.saturating_sub(room.publishers);
    entry.others > 0 || entry.viewers != people || (people > 0 && known.is_in_slice(&entry.user_id))
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
            others: 0,
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
        let known = Known { interrupted: [UserId::parse("a").unwrap()].into(), minute };
        assert_eq!(found_by(&[room("a", 1, 1)], &[open("a", 0)], &known), [Doubt::UnknownPublisher]);
        assert_eq!(found_by(&[room("a", 1, 0)], &[open("a", 1)], &known), [Doubt::NoPublisher]);
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

    #[test]
    fn rooms_of_others_are_passed_over() {
        assert_eq!(found(&[room("not one of ours", 2, 1)], &[]), []);
    }
}
