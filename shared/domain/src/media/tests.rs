//! Each rule of the machine by itself. Whole lives, with losses and in any order: `histories`.

use super::*;

const INGRESS: &str = "IN_1";
const WINDOW: u32 = 60;

fn publish(resource: &str, started_secs: i64) -> Publish {
    Publish {
        ingress_id: IngressId::new(INGRESS),
        resource_id: resource.to_owned(),
        started_nanos: started_secs * 1_000_000_000,
    }
}

fn started(resource: &str, at: i64) -> Signal {
    Signal::Started { publish: publish(resource, at), told_at: Some(Time::from_secs(at)) }
}

fn ended(resource: &str, started: i64, at: i64) -> Signal {
    Signal::Ended { publish: publish(resource, started), at: Time::from_secs(at) }
}

fn left(resource: &str, at: i64) -> Signal {
    Signal::PublisherLeft {
        ingress_id: IngressId::new(INGRESS),
        resource_id: resource.to_owned(),
        joined_at: None,
        at: Time::from_secs(at),
    }
}

/// Applies signals in order; the changes they made.
fn run(media: &mut Media, signals: &[Signal]) -> Vec<Option<Change>> {
    let ingress = IngressId::new(INGRESS);
    signals
        .iter()
        .map(|signal| {
            let (next, change) = media.apply(signal, Some(&ingress), WINDOW)?;
            *media = next;
            Some(change)
        })
        .collect()
}

fn state_at(media: &Media, secs: i64) -> State {
    media.state(Time::from_secs(secs))
}

#[test]
fn a_run_and_its_end() {
    let mut media = Media::default();
    assert_eq!(run(&mut media, &[started("R1", 100)]), [Some(Change::GoLive { closes: None })]);
    assert_eq!(state_at(&media, 101), State::Live);
    assert_eq!(media.started_at(Time::from_secs(101)), Some(Time::from_secs(100)));
    assert_eq!(run(&mut media, &[ended("R1", 100, 200)]), [Some(Change::Interrupt)]);
    assert_eq!(state_at(&media, 259), State::Interrupted);
    assert_eq!(state_at(&media, 260), State::Offline);
    assert_eq!(media.started_at(Time::from_secs(260)), None);
}

#[test]
fn an_encoder_that_returns_within_the_window_continues_the_broadcast() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100), ended("R1", 100, 200)]);
    assert_eq!(run(&mut media, &[started("R2", 259)]), [Some(Change::Continue)]);
    assert_eq!(media.started_at(Time::from_secs(300)), Some(Time::from_secs(100)));
}

#[test]
fn an_encoder_that_returns_later_begins_anew_and_closes_the_old() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100), ended("R1", 100, 200)]);
    let closes = Some(Closed::of(media.broadcast.as_ref().unwrap(), Time::from_secs(200)));
    assert_eq!(run(&mut media, &[started("R2", 260)]), [Some(Change::GoLive { closes })]);
    assert_eq!(media.started_at(Time::from_secs(300)), Some(Time::from_secs(260)));
}

#[test]
fn repeated_events_change_nothing() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100)]);
    assert_eq!(run(&mut media, &[started("R1", 100)]), [None]);
    run(&mut media, &[ended("R1", 100, 200)]);
    assert_eq!(run(&mut media, &[ended("R1", 100, 200), left("R1", 201), started("R1", 100)]), [None, None, None]);
}

#[test]
fn a_second_push_takes_over_and_the_first_ones_end_is_nothing() {
    let mut media = Media::default();
    assert_eq!(run(&mut media, &[started("R1", 100), started("R2", 150)])[1], Some(Change::Continue));
    assert_eq!(run(&mut media, &[ended("R1", 100, 151), left("R1", 151)]), [None, None]);
    assert_eq!(state_at(&media, 160), State::Live);
    assert_eq!(run(&mut media, &[left("R2", 170)]), [Some(Change::Interrupt)]);
}

#[test]
fn an_older_start_does_not_push_out_a_newer_one() {
    let mut media = Media::default();
    run(&mut media, &[started("R2", 150)]);
    assert_eq!(run(&mut media, &[started("R1", 100)]), [None]);
    assert_eq!(media.broadcast.as_ref().unwrap().publish.resource_id, "R2");
}

#[test]
fn a_refused_push_ends_nothing_and_its_late_start_raises_nothing() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100)]);
    assert_eq!(run(&mut media, &[ended("R2", 150, 150)]), [Some(Change::Remember)]);
    assert_eq!(run(&mut media, &[started("R2", 150)]), [None]);
    assert_eq!(state_at(&media, 160), State::Live);
}

#[test]
fn an_end_before_its_start_keeps_the_stream_offline() {
    let mut media = Media::default();
    run(&mut media, &[ended("R1", 100, 101), started("R1", 100)]);
    assert_eq!(state_at(&media, 102), State::Offline);
}

#[test]
fn the_memory_of_dead_pushes_is_bounded() {
    let mut media = Media::default();
    for push in 0..50 {
        run(&mut media, &[ended(&format!("R{push}"), 100 + push, 101 + push)]);
    }
    assert_eq!(media.dead.len(), REMEMBERED_DEAD);
}

#[test]
fn another_ingress_is_none_of_ours() {
    let media = Media::default();
    let other = IngressId::new("IN_2");
    assert_eq!(media.apply(&started("R1", 100), Some(&other), WINDOW), None);
    assert_eq!(media.apply(&started("R1", 100), None, WINDOW), None);
}

#[test]
fn our_own_doing_leaves_no_window() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100)]);
    let cut = run(&mut media, &[Signal::Cut { at: Time::from_secs(150) }]);
    assert!(matches!(&cut[0], Some(Change::Close(closed)) if closed.ended_at == Time::from_secs(150)));
    assert_eq!(state_at(&media, 150), State::Offline);
}

#[test]
fn a_push_found_in_the_room_is_named_by_its_late_start() {
    let mut media = Media::default();
    let found = Publish { resource_id: String::new(), ..publish("", 101) };
    assert_eq!(
        run(&mut media, &[Signal::Present { publish: found, at: Time::from_secs(101) }]),
        [Some(Change::GoLive { closes: None })]
    );
    assert_eq!(run(&mut media, &[started("R1", 100)]), [Some(Change::Continue)]);
    assert_eq!(media.broadcast.as_ref().unwrap().publish.resource_id, "R1");
    assert_eq!(run(&mut media, &[ended("R1", 100, 200)]), [Some(Change::Interrupt)]);
}

#[test]
fn a_push_whose_end_was_told_is_not_raised_by_its_lingering_participant() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100), ended("R1", 100, 200)]);
    let found = |at| Signal::Present { publish: publish("R1", 101), at: Time::from_secs(at) };
    assert_eq!(run(&mut media, &[found(229)]), [None]);
    // There for longer than a dead connection can be: it was the end that was wrong.
    assert_eq!(run(&mut media, &[found(260)]), [Some(Change::Continue)]);
}

#[test]
fn a_push_that_reconnected_goes_on_though_its_connection_left() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100), left("R1", 200)]);
    let found = Signal::Present { publish: publish("R1", 201), at: Time::from_secs(210) };
    assert_eq!(run(&mut media, &[found]), [Some(Change::Continue)]);
    assert_eq!(media.started_at(Time::from_secs(210)), Some(Time::from_secs(100)));
}

#[test]
fn a_push_found_in_the_room_is_not_raised_after_its_end_by_its_late_start() {
    for closed in [false, true] {
        let mut media = Media::default();
        let found = Signal::Present { publish: publish("R1", 100), at: Time::from_secs(110) };
        run(&mut media, &[found, ended("R1", 101, 120)]);
        if closed {
            run(&mut media, &[Signal::WindowOver]);
        }
        assert_eq!(run(&mut media, &[started("R1", 101)]), [None], "closed: {closed}");
    }
}

#[test]
fn a_refused_push_does_not_end_one_that_has_no_name_yet() {
    let mut media = Media::default();
    let found = Publish { resource_id: String::new(), ..publish("", 100) };
    run(&mut media, &[Signal::Present { publish: found, at: Time::from_secs(110) }]);
    assert_eq!(run(&mut media, &[ended("R2", 300, 300)]), [Some(Change::Remember)]);
    assert_eq!(run(&mut media, &[left("R0", 90)]), [None]);
    assert_eq!(run(&mut media, &[ended("R1", 100, 400)]), [Some(Change::Interrupt)]);
}

fn left_by(resource: &str, joined: i64, at: i64) -> Signal {
    Signal::PublisherLeft {
        ingress_id: IngressId::new(INGRESS),
        resource_id: resource.to_owned(),
        joined_at: Some(Time::from_secs(joined)),
        at: Time::from_secs(at),
    }
}

fn joined(at: i64) -> Signal {
    Signal::PublisherJoined {
        ingress_id: IngressId::new(INGRESS),
        resource_id: String::new(),
        joined_at: Time::from_secs(at),
        at: Time::from_secs(at),
    }
}

/// Applies signals under a window of nothing.
fn run_without_window(media: &mut Media, signals: &[Signal]) -> Vec<Option<Change>> {
    let ingress = IngressId::new(INGRESS);
    let apply = |signal| {
        let (next, change) = media.apply(signal, Some(&ingress), 0)?;
        *media = next;
        Some(change)
    };
    signals.iter().map(apply).collect()
}

#[test]
fn a_publisher_that_comes_back_takes_the_broadcast_up_whatever_the_window() {
    let mut media = Media::default();
    run_without_window(&mut media, &[started("R1", 100), left_by("R1", 100, 200)]);
    assert_eq!(state_at(&media, 201), State::Offline);
    assert!(!media.is_to_be_closed(Time::from_secs(201)), "its push may come back");
    assert_eq!(run_without_window(&mut media, &[joined(202)]), [Some(Change::Continue)]);
    assert_eq!(media.started_at(Time::from_secs(202)), Some(Time::from_secs(100)));
    // Found in the room as well, it is no second go-live.
    let found = Signal::Present { publish: publish("R1", 202), at: Time::from_secs(240) };
    assert_eq!(run_without_window(&mut media, &[found]), [None]);
    assert_eq!(run_without_window(&mut media, &[left_by("R1", 202, 300)]), [Some(Change::Interrupt)]);
}

#[test]
fn a_joining_that_is_late_or_told_twice_raises_nothing() {
    let mut media = Media::default();
    assert_eq!(run(&mut media, &[joined(100)]), [None], "without a push");
    run(&mut media, &[started("R1", 100), left_by("R1", 100, 200)]);
    assert_eq!(run(&mut media, &[joined(100)]), [None], "the connection that left");
    run(&mut media, &[joined(202), ended("R1", 100, 300)]);
    assert_eq!(run(&mut media, &[joined(202), joined(100)]), [None, None], "the push is over");
    assert_eq!(run(&mut media, &[Signal::WindowOver, joined(400)])[1], None, "nothing is open");
}

#[test]
fn who_joined_before_the_connection_it_replaces_left_is_not_ended_by_that() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100), joined(150)]);
    assert_eq!(run(&mut media, &[left_by("R1", 100, 151)]), [None]);
    assert_eq!(run(&mut media, &[left_by("R1", 150, 180)]), [Some(Change::Interrupt)]);
}

#[test]
fn a_joining_of_another_push_is_that_pushs_once_it_is_told() {
    // Its start comes after it, and the window was over: a new broadcast.
    let mut media = Media::default();
    run_without_window(&mut media, &[started("R1", 100), left_by("R1", 100, 200), joined(230)]);
    let changes = run_without_window(&mut media, &[started("R2", 230)]);
    assert!(
        matches!(&changes[0], Some(Change::GoLive { closes: Some(closed) }) if closed.ended_at == Time::from_secs(200))
    );
    // Its start is lost: the end of the older push, told late, does not end it, and its own does.
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100), left_by("R1", 100, 200), joined(230)]);
    assert_eq!(run(&mut media, &[ended("R1", 100, 200)]), [Some(Change::Continue)]);
    assert_eq!(state_at(&media, 240), State::Live);
    assert_eq!(run(&mut media, &[left_by("R2", 230, 300), started("R2", 230)]), [Some(Change::Interrupt), None]);
}

#[test]
fn of_two_starts_at_one_moment_the_one_told_later_counts() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100), ended("R1", 100, 100)]);
    assert_eq!(run(&mut media, &[started("R2", 100)]), [Some(Change::Continue)]);
    assert_eq!(run(&mut media, &[started("R1", 100)]), [None]);
}

#[test]
fn a_refused_push_that_begins_beside_one_that_has_no_name_ends_nothing() {
    let mut media = Media::default();
    let found = Signal::Present { publish: publish("", 100), at: Time::from_secs(123) };
    run(&mut media, &[found]);
    assert_eq!(run(&mut media, &[ended("R2", 105, 105)]), [Some(Change::Remember)]);
    assert_eq!(run(&mut media, &[started("R1", 99)]), [Some(Change::Continue)]);
    assert_eq!(state_at(&media, 124), State::Live);
}

#[test]
fn who_left_by_the_last_connection_of_the_push_before_ends_nothing() {
    let mut media = Media::default();
    run(&mut media, &[started("R1", 100), ended("R1", 100, 150), joined(151), started("R2", 152), started("R3", 154)]);
    assert_eq!(run(&mut media, &[left_by("R2", 151, 172)]), [None]);
    assert_eq!(run(&mut media, &[left_by("R3", 154, 180)]), [Some(Change::Interrupt)]);
}

#[test]
fn a_start_told_after_the_end_is_a_new_push_whatever_its_clock_says() {
    let start = |told| Signal::Started { publish: publish("R2", 97), told_at: told };
    let first = [started("R1", 100), ended("R1", 100, 101)];
    let mut media = Media::default();
    run(&mut media, &first);
    assert_eq!(run(&mut media, &[start(Some(Time::from_secs(102)))]), [Some(Change::Continue)]);
    assert_eq!(media.newest_nanos, 101_000_000_000, "not before the end of the one it follows");
    // Made before that end, or nobody knows when, it is the older push that it looks like.
    for told in [Some(Time::from_secs(98)), None] {
        let mut media = Media::default();
        run(&mut media, &first);
        assert_eq!(run(&mut media, &[start(told)]), [None]);
    }
}

#[test]
fn a_push_that_is_held_again_may_come_back() {
    let back = |at| Signal::PublisherJoined {
        ingress_id: IngressId::new(INGRESS),
        resource_id: "R1".to_owned(),
        joined_at: Time::from_secs(at),
        at: Time::from_secs(at),
    };
    let mut media = Media::default();
    // The second push is the older one, and its worker's clock is ahead.
    let changes = run(&mut media, &[started("R1", 100), back(103), started("R2", 101), left_by("R1", 103, 134)]);
    assert_eq!(changes.last(), Some(&Some(Change::Interrupt)));
    assert_eq!(run(&mut media, &[back(135)]), [Some(Change::Continue)]);
}
