//! The plan, case by case.

use super::*;
use crate::media::{Media, Publish, Recorded, Signal};
use crate::{IngressId, Time, UserId};

pub(super) fn at(secs: i64) -> Time {
    Time::from_secs(1_000_000 + secs)
}

pub(super) fn push(resource_id: &str, begins: i64) -> Publish {
    let started_nanos = at(begins).as_millis() * 1_000_000;
    Publish { ingress_id: IngressId::new("IN_1"), resource_id: resource_id.to_owned(), started_nanos }
}

pub(super) fn vod() -> Vod {
    Vod { title: "Title".to_owned(), ..Vod::begun(&UserId::parse("usr_alice").unwrap(), "b", at(0)) }
}

pub(super) fn egress(run: &Run, state: RunState, secs: i64) -> Egress {
    let is_over = state.is_over();
    Egress {
        id: format!("EG_{}", run.id),
        run: run.key(),
        state,
        updated_nanos: at(secs).as_millis() * 1_000_000,
        started_at: Some(at(secs)),
        ended_at: is_over.then(|| at(secs)),
        segments: if is_over { 3 } else { 0 },
        duration_millis: if is_over { 12_000 } else { 0 },
        bytes: if is_over { 3_000 } else { 0 },
        reason: None,
    }
}

pub(super) fn active(push: &Publish, attempt: u32, secs: i64) -> Run {
    let run = Run::new(&vod().id, &vod().user_id, push, attempt, at(secs));
    run.hear(&egress(&run, RunState::Active, secs)).unwrap()
}

pub(super) fn ended(push: &Publish, attempt: u32, state: RunState, secs: i64) -> Run {
    let run = active(push, attempt, secs - 10);
    run.hear(&egress(&run, state, secs)).unwrap()
}

#[test]
fn a_place_names_its_run() {
    let run = Run::new(&vod().id, &vod().user_id, &push("RT_a|b", 3), 2, at(3));
    let prefix = run.key().prefix();
    assert_eq!(RunKey::parse(&format!("{prefix}s")), Some(run.key()));
    assert!(prefix.starts_with(&format!("v/{}/", &vod().id[..2])), "{prefix}");
    for other in ["", "v/ab/cd", "p/ab/abc/1/s", "v/xx/abc/1/s", "v/ab/abc//s", "v/ab/ab{c/1/s"] {
        assert_eq!(RunKey::parse(other), None, "{other}");
    }
    let other = Run::new(&vod().id, &vod().user_id, &push("RT_a|b", 3), 3, at(3));
    assert!(other.id > run.id && run.id != Run::new(&vod().id, &vod().user_id, &push("RT_c", 3), 2, at(3)).id);
}

#[test]
fn an_end_is_final_and_of_the_rest_the_newer_counts() {
    let run = active(&push("RT_a", 0), 1, 10);
    assert_eq!(run.hear(&egress(&run, RunState::Starting, 5)), None, "older");
    let over = run.hear(&egress(&run, RunState::Complete, 9)).unwrap();
    assert_eq!((over.state, over.segments), (RunState::Complete, 3), "an end counts whenever it was");
    assert_eq!(over.hear(&egress(&run, RunState::Active, 20)), None);
    assert_eq!(over.hear(&egress(&run, RunState::Failed, 20)), None);
    let lost = run.concluded(RunState::Lost, "its worker is gone", at(20));
    assert_eq!(lost.hear(&egress(&run, RunState::Active, 30)), None);
    assert_eq!(lost.hear(&egress(&run, RunState::Complete, 30)).unwrap().segments, 3);
    let other = Egress { id: "EG_other".to_owned(), ..egress(&run, RunState::Complete, 30) };
    assert_eq!(run.hear(&other), None, "of another egress");
}

#[test]
fn a_push_gets_one_egress_and_the_same_one_however_often_it_is_asked() {
    let push = push("RT_a", 0);
    let room = Room { push: Some(&push), egresses: Some(&[]), ..Room::default() };
    let first = plan(&vod(), &[], &room, at(1));
    let run = first.start.unwrap();
    assert_eq!((run.attempt, run.state), (1, RunState::Wanted));
    assert_eq!(plan(&vod(), &[], &room, at(9)).start.unwrap().id, run.id);
    let waiting = plan(&vod(), std::slice::from_ref(&run), &room, at(9));
    assert_eq!((waiting.start, waiting.again_secs.is_some()), (None, true), "its answer may come");
    let given_up = plan(&vod(), std::slice::from_ref(&run), &room, at(41));
    assert_eq!(given_up.runs[0].state, RunState::Lost);
    assert_eq!(given_up.start.unwrap().attempt, 2);
}

#[test]
fn an_egress_whose_answer_was_lost_is_found_by_its_place() {
    let push = push("RT_a", 0);
    let run = Run::new(&vod().id, &vod().user_id, &push, 1, at(0));
    let found = [egress(&run, RunState::Active, 2)];
    let present = [found[0].id.clone()];
    let room = Room { push: Some(&push), egresses: Some(&found), present: &present, ..Room::default() };
    let plan = plan(&vod(), &[run], &room, at(50));
    assert_eq!((plan.start, plan.again_secs), (None, None));
    assert_eq!((plan.runs[0].state, plan.runs[0].egress_id.as_ref()), (RunState::Active, Some(&present[0])));
}

#[test]
fn two_looks_at_a_dead_worker_give_its_run_up_and_begin_another() {
    let push = push("RT_a", 0);
    let mut run = active(&push, 1, 0);
    let listed = [egress(&run, RunState::Active, 0)];
    let room = Room { push: Some(&push), egresses: Some(&listed), ..Room::default() };
    assert_eq!(plan(&vod(), std::slice::from_ref(&run), &room, at(59)).runs, [], "it may be joining");
    for secs in [100, 105] {
        let plan = plan(&vod(), std::slice::from_ref(&run), &room, at(secs));
        assert_eq!((plan.start, plan.again_secs.is_some()), (None, true));
        run = plan.runs.first().cloned().unwrap_or(run);
    }
    let plan = plan(&vod(), &[run], &room, at(110));
    assert_eq!((plan.runs[0].state, plan.start.unwrap().attempt), (RunState::Lost, 2));
    assert_eq!(plan.stop, [listed[0].id.clone()]);
}

#[test]
fn one_that_fails_is_begun_anew_and_after_five_in_ten_minutes_given_up_for_a_while() {
    let push = push("RT_a", 0);
    let room = Room { push: Some(&push), egresses: Some(&[]), ..Room::default() };
    let runs: Vec<Run> = (1..=5).map(|n| ended(&push, n, RunState::Failed, i64::from(n) * 20)).collect();
    assert_eq!(plan(&vod(), &runs[..4], &room, at(90)).start.unwrap().attempt, 5);
    let stopped = plan(&vod(), &runs, &room, at(110));
    assert!(stopped.start.is_none() && stopped.is_given_up && stopped.again_secs.is_some());
    assert_eq!(plan(&vod(), &runs, &room, at(700)).start.unwrap().attempt, 6);
}

#[test]
fn one_that_ended_in_order_waits_for_the_end_of_its_push_before_it_is_begun_anew() {
    let push = push("RT_a", 0);
    let room = Room { push: Some(&push), egresses: Some(&[]), ..Room::default() };
    let runs = [ended(&push, 1, RunState::Complete, 60)];
    let soon = plan(&vod(), &runs, &room, at(61));
    assert_eq!((soon.start, soon.again_secs), (None, Some(5)));
    assert_eq!(plan(&vod(), &runs, &room, at(66)).start.unwrap().attempt, 2);
}

#[test]
fn an_egress_outlives_neither_its_push_nor_the_wish() {
    let (first, second) = (push("RT_a", 0), push("RT_b", 100));
    let mut run = active(&first, 1, 0);
    let listed = [egress(&run, RunState::Active, 0)];
    let present = [listed[0].id.clone()];
    let room = Room { push: Some(&second), egresses: Some(&listed), present: &present, ..Room::default() };
    let begun = plan(&vod(), std::slice::from_ref(&run), &room, at(100));
    assert!(begun.stop.is_empty() && begun.start.is_some_and(|run| run.is_of(&second)), "it ends by itself");
    run = begun.runs[0].clone();
    assert_eq!(plan(&vod(), std::slice::from_ref(&run), &room, at(145)).stop, present);
    let off = Room { push: None, is_turned_off: true, ..room };
    assert_eq!(plan(&vod(), std::slice::from_ref(&run), &off, at(101)).stop, present);
}

#[test]
fn a_vod_is_ready_when_its_broadcast_and_its_runs_are_over() {
    let push = push("RT_a", 0);
    let closed = Room { is_closed: true, egresses: Some(&[]), ..Room::default() };
    let state = |plan: &Plan| plan.vod.as_ref().map(|vod| vod.state);
    let ready = plan(&vod(), &[ended(&push, 1, RunState::Complete, 60)], &closed, at(130));
    assert_eq!(state(&ready), Some(VodState::Ready));
    let vod_after = ready.vod.unwrap();
    assert_eq!((vod_after.segments, vod_after.duration_millis, vod_after.ended_at), (3, 12_000, Some(at(130))));
    let nothing = plan(
        &vod(),
        &[Run::new(&vod().id, &vod().user_id, &push, 1, at(0)).concluded(RunState::Failed, "x", at(1))],
        &closed,
        at(9),
    );
    assert_eq!(state(&nothing), Some(VodState::Failed));
    // Without LiveKit it waits, and not for ever.
    let run = active(&push, 1, 0);
    let away = Room { egresses: None, ..closed };
    let waits = plan(&vod(), std::slice::from_ref(&run), &away, at(130));
    assert_eq!((state(&waits), waits.again_secs.is_some()), (Some(VodState::Processing), true));
    let late = plan(&waits.vod.unwrap(), &[run], &away, at(130 + 480));
    assert_eq!((state(&late), late.runs[0].state), (Some(VodState::Ready), RunState::Lost));
}

#[test]
fn what_the_bucket_has_is_put_together_when_all_is_over_and_looked_at_again_where_an_end_was_not_told() {
    let (first, second) = (push("RT_a", 0), push("RT_b", 70));
    let closed = Room { is_closed: true, egresses: Some(&[]), ..Room::default() };
    let told = [ended(&first, 1, RunState::Complete, 60)];
    let over = plan(&vod(), &told, &closed, at(130));
    assert_eq!((over.is_to_assemble, over.again_secs), (true, None));
    let lost = [told[0].clone(), active(&second, 1, 80).concluded(RunState::Lost, "its worker is gone", at(100))];
    let over = plan(&vod(), &lost, &closed, at(130));
    assert_eq!((over.is_to_assemble, over.again_secs), (true, Some(600)));
    let ready = over.vod.unwrap().assembled(&Assembled { segments: 5, ..Assembled::default() });
    let later = plan(&ready, &lost, &closed, at(130 + 1_800));
    assert_eq!(
        (later.is_to_assemble, later.again_secs),
        (true, None),
        "as often as it is asked for, and no longer by itself"
    );

    let unseen = later.vod.unwrap_or(ready.clone()).unassembled(&ready);
    assert_eq!(unseen, ready, "it stays what it was");
    assert_eq!(vod().unassembled(&vod()).state, VodState::Processing);
    let failed = vod().assembled(&Assembled::default());
    assert_eq!(failed.state, VodState::Failed, "whoever told what");
}

#[test]
fn while_it_goes_on_runs_are_joined_once_there_are_two() {
    let (first, second) = (push("RT_a", 0), push("RT_b", 70));
    let told = ended(&first, 1, RunState::Complete, 60);
    let room = Room { push: Some(&second), egresses: Some(&[]), ..Room::default() };
    let begins = plan(&vod(), std::slice::from_ref(&told), &room, at(71));
    assert!(begins.start.is_some() && !begins.is_to_join && begins.again_secs == Some(30));
    let running = active(&second, 1, 72);
    let listed = [egress(&running, RunState::Active, 72)];
    let present = [listed[0].id.clone()];
    let room = Room { egresses: Some(&listed), present: &present, ..room };
    let goes_on = plan(&vod(), &[told, running.clone()], &room, at(110));
    assert!(goes_on.is_to_join && !goes_on.is_to_assemble && goes_on.again_secs == Some(30));
    let alone = plan(&vod(), std::slice::from_ref(&running), &room, at(110));
    assert_eq!((alone.is_to_join, alone.again_secs), (false, None), "of one there is nothing to join");
}

#[test]
fn it_is_watched_by_what_is_there() {
    let (first, second) = (push("RT_a", 0), push("RT_b", 70));
    let told = ended(&first, 1, RunState::Complete, 60);
    let running = active(&second, 1, 72);
    let place = |watched: Option<Watched>| watched.map(|watched| (watched.place, watched.duration_millis));
    assert_eq!(vod().watched(&[], at(100)), None);
    let wanted = Run::new(&vod().id, &vod().user_id, &first, 1, at(0));
    assert_eq!(vod().watched(&[wanted.clone(), running.clone()], at(75)), None, "its first segment is on its way");
    let (of_run, of_all) = (|run: &Run| format!("{}event.m3u8", run.key().prefix()), |name| vod_place(&vod().id, name));
    assert_eq!(place(vod().watched(&[wanted, running.clone()], at(92))), Some((of_run(&running), 20_000)));
    let runs = [told.clone(), running];
    assert_eq!(place(vod().watched(&runs, at(92))), Some((of_run(&told), 12_000)), "the first, until they are joined");
    let joined = Vod { is_joined: true, ..vod() };
    assert_eq!(place(joined.watched(&runs, at(92))), Some((of_all(GROWING), 32_000)));
    let ready = joined.assembled(&Assembled { segments: 9, duration_millis: 34_567, ..Assembled::default() });
    assert_eq!(place(ready.watched(&runs, at(900))), Some((of_all(WHOLE), 34_567)));
    for state in [VodState::Processing, VodState::Failed] {
        assert_eq!(Vod { state, ..ready.clone() }.watched(&runs, at(900)), None);
    }
}

#[test]
fn a_vod_that_was_deleted_is_stopped_and_stays_so() {
    let push = push("RT_a", 0);
    let deleted = Vod { deleted_at: Some(at(50)), ended_at: Some(at(50)), ..vod() };
    let run = active(&push, 1, 0);
    let listed = [egress(&run, RunState::Active, 0)];
    let present = [listed[0].id.clone()];
    let room = Room { push: Some(&push), egresses: Some(&listed), present: &present, ..Room::default() };
    let stopped = plan(&deleted, std::slice::from_ref(&run), &room, at(51));
    assert_eq!((&stopped.stop[..], stopped.start, stopped.vod), (&present[..], None, None));
    assert!(stopped.again_secs.is_some(), "until it ended");
    // A run whose answer is on its way is waited for; nothing is begun in its place.
    let wanted = Run::new(&vod().id, &vod().user_id, &push, 1, at(49));
    let none = Room { egresses: Some(&[]), ..room.clone() };
    let waits = plan(&deleted, std::slice::from_ref(&wanted), &none, at(51));
    assert_eq!((waits.start, waits.again_secs.is_some()), (None, true));
    let given_up = plan(&deleted, &[wanted], &none, at(100));
    assert_eq!((given_up.start, given_up.runs[0].state, given_up.again_secs), (None, RunState::Lost, None));
    // Its end changes nothing of the Vod, and without LiveKit it is not waited for for ever.
    let closed = Room { is_closed: true, push: None, ..none };
    assert_eq!(plan(&deleted, &[ended(&push, 1, RunState::Complete, 60)], &closed, at(61)).vod, None);
    let late = plan(&deleted, &[run], &Room { egresses: None, ..closed }, at(50 + 480));
    assert_eq!((late.runs[0].state, late.again_secs), (RunState::Lost, None));
}

#[test]
fn only_the_place_of_one_is_erased_as_a_whole() {
    let id = vod().id;
    assert_eq!(of_one(&vod_place(&id, "")), Some(OfOne::Vod(&id)));
    assert_eq!(of_one("c/ab/abcdef/"), Some(OfOne::Clip("abcdef")));
    for place in
        ["", "v/", "v/ab/", "v/ab//", "v//abc/", "v/ab/abc", "v/ab/abc/1/", "p/ab/abc/", "v/ab/a*c/", "/v/ab/abc/"]
    {
        assert_eq!(of_one(place), None, "{place}");
    }
}

#[test]
fn each_part_of_the_bucket_has_its_turn_once() {
    let parts: Vec<String> =
        std::iter::successors(part_behind(None), |part| part_behind(Some(part))).take(1_000).collect();
    assert_eq!(parts.len(), 512);
    let (id, clip) = (vod().id, clip_id_of("1"));
    for place in [vod_place(&id, ""), clip_place(&clip, "")] {
        assert_eq!(parts.iter().filter(|part| place.starts_with(part.as_str())).count(), 1, "{place}");
    }
    assert_eq!(part_behind(Some("no part")), None);
}

#[test]
fn what_is_recorded_follows_the_pushes() {
    let ingress = IngressId::new("IN_1");
    let apply = |media: &Media, signal: &Signal, wanted: bool| {
        let (next, _) = media.apply(signal, Some(&ingress), 60).unwrap();
        next.with_recording(media, wanted)
    };
    let recorded = |media: &Media| media.broadcast.as_ref().unwrap().recorded;
    let started = |resource, secs| Signal::Started { publish: push(resource, secs), told_at: Some(at(secs)) };
    let live = apply(&Media::default(), &started("RT_a", 0), true);
    assert_eq!(live.recorded_push().map(|push| push.resource_id.as_str()), Some("RT_a"));
    let ended = apply(&live, &Signal::Ended { publish: push("RT_a", 0), at: at(50) }, true);
    assert_eq!((ended.recorded_push(), recorded(&ended)), (None, Recorded::Now));
    let back = started("RT_b", 70);
    assert_eq!(recorded(&apply(&ended, &back, true)), Recorded::Now);
    assert_eq!(recorded(&apply(&ended, &back, false)), Recorded::Before, "turned off meanwhile");
    let unrecorded = apply(&Media::default(), &started("RT_a", 0), false);
    assert_eq!(recorded(&unrecorded), Recorded::Not);
    // Turned on, it begins with the next push, and not with a connection of the same.
    let joined = Signal::PublisherJoined {
        ingress_id: ingress.clone(),
        resource_id: "RT_a".to_owned(),
        joined_at: at(30),
        at: at(30),
    };
    assert_eq!(recorded(&apply(&unrecorded, &joined, true)), Recorded::Not);
    assert_eq!(recorded(&apply(&unrecorded, &back, true)), Recorded::Now);
    // Its video was deleted: an encoder that comes back begins no other, and the next broadcast does.
    let mut deleted = ended;
    deleted.broadcast.as_mut().unwrap().recorded = Recorded::Deleted;
    let again = apply(&deleted, &back, true);
    assert_eq!((again.recorded_push(), recorded(&again)), (None, Recorded::Deleted));
    let next = started("RT_c", 500);
    assert_eq!(recorded(&apply(&deleted, &next, true)), Recorded::Now);
}
