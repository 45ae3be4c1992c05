//! What LiveKit says beside what we hold, room by room.

use std::collections::{HashMap, HashSet};

use shared::domain::UserId;
use shared::livekit::{CallError, Room};
use shared::store::OpenEntry;
use shared::{App, Result};

/// A room that is not as we hold it, by its figures alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Doubt {
    /// A broadcast is open, and nobody publishes.
    NoPublisher,
    /// Somebody publishes, and no broadcast is open.
    UnknownPublisher,
    /// The room has another number of people than we count.
    Count,
    /// People are in the room of a creator who has no broadcast: is it suspended?
    Offline,
}

/// One look: the rooms in doubt. Costs one call to LiveKit and one read of the open broadcasts.
///
/// # Errors
/// The table away. `Ok(Err(_))`: LiveKit away.
pub(crate) async fn look(app: &App) -> Result<Result<HashSet<(UserId, Doubt)>, CallError>> {
    let (rooms, open) = tokio::join!(app.livekit.list_rooms(vec![]), app.store.open_broadcasts());
    let open = open?;
    Ok(rooms.map(|rooms| doubts(&rooms, &open)))
}

fn doubts(rooms: &[Room], open: &[OpenEntry]) -> HashSet<(UserId, Doubt)> {
    let held: HashMap<&str, &OpenEntry> = open.iter().map(|entry| (entry.user_id.as_str(), entry)).collect();
    let listed: HashSet<&str> = rooms.iter().map(|room| room.name.as_str()).collect();
    let mut doubts = HashSet::new();
    for room in rooms {
        // A room that is called like no user is none of ours: others may share the LiveKit server.
        let Ok(user_id) = UserId::parse(&room.name) else { continue };
        match held.get(room.name.as_str()) {
            Some(_) if room.publishers == 0 => _ = doubts.insert((user_id.clone(), Doubt::NoPublisher)),
            Some(_) => {}
            None if room.publishers > 0 => _ = doubts.insert((user_id.clone(), Doubt::UnknownPublisher)),
            None => _ = doubts.insert((user_id.clone(), Doubt::Offline)),
        }
        let counted = held.get(room.name.as_str()).map(|entry| entry.viewers);
        if counted.is_some_and(|viewers| viewers != room.participants.saturating_sub(room.publishers)) {
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

#[cfg(test)]
mod tests {
    use shared::domain::Time;

    use super::*;

    fn room(name: &str, participants: u32, publishers: u32) -> Room {
        Room { name: name.to_owned(), participants, publishers }
    }

    fn open(name: &str, viewers: u32) -> OpenEntry {
        OpenEntry { user_id: UserId::parse(name).unwrap(), started_at: Time::from_millis(0), viewers }
    }

    fn found(rooms: &[Room], held: &[OpenEntry]) -> Vec<Doubt> {
        let mut found: Vec<_> = doubts(rooms, held).into_iter().map(|(_, doubt)| doubt).collect();
        found.sort_by_key(|doubt| format!("{doubt:?}"));
        found
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
    fn rooms_of_others_are_passed_over() {
        assert_eq!(found(&[room("not one of ours", 2, 1)], &[]), []);
    }
}
