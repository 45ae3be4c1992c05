//! A recorded broadcast, from its first push to its finished Vod, told by the stand-in's webhooks.

use domain::UserId;
use domain::recording::{Run, RunState, Vod, VodState, vod_id_of};
use harness::{Bearer, EgressFault, LiveKitFault as Fault, Setup, World};
use serde_json::json;

const SETTINGS: &str = "/api/stream/recording-settings";
/// Where the worlds of these tests record to.
pub(crate) const BUCKET: (&str, &str) = ("RECORDINGS_BUCKET", "onair-recordings");

pub(crate) fn recording() -> Setup {
    Setup { variables: vec![(BUCKET.0, BUCKET.1.to_owned())], ..Setup::default() }
}

pub(crate) async fn recorded_alice() -> (World, Bearer) {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.put(SETTINGS).by(&alice).json(&json!({"isRecorded": true})).expect(200).await;
    world.settle().await;
    (world, alice)
}

pub(crate) async fn live_alice() -> (World, Bearer, String) {
    let (world, alice) = recorded_alice().await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live");
    let vod_id = vod_of(&world, &alice).await;
    (world, alice, vod_id)
}

/// The Vod of the open broadcast.
pub(crate) async fn vod_of(world: &World, who: &Bearer) -> String {
    let user_id = UserId::parse(&who.id).unwrap();
    let stream = world.app().store.stream(&user_id).await.unwrap().unwrap();
    vod_id_of(&user_id, &stream.media.broadcast.unwrap().id)
}

pub(crate) async fn stored(world: &World, vod_id: &str) -> (Vod, Vec<Run>) {
    let recording = world.app().store.recording(vod_id).await.unwrap();
    (recording.vod.unwrap(), recording.runs)
}

pub(crate) async fn states(world: &World, vod_id: &str) -> Vec<RunState> {
    stored(world, vod_id).await.1.into_iter().map(|run| run.state).collect()
}

pub(crate) fn active(world: &World) -> usize {
    world.livekit().egresses().iter().filter(|egress| egress.status == "EGRESS_ACTIVE" && !egress.is_dead).count()
}

/// Calls that wait to be made, but those of keys.
pub(crate) async fn waiting(world: &World) -> Vec<store::Call> {
    let mut calls = vec![];
    for shard in 0..store::Store::outbox_shards() {
        let until = world.clock().now().plus_secs(3_600);
        calls.extend(world.app().store.due_entries(shard, until, 100).await.unwrap());
    }
    let calls = calls.into_iter().map(|entry| entry.call);
    calls.filter(|call| matches!(call, store::Call::SeeToRecording { .. } | store::Call::StopEgress { .. })).collect()
}

/// What waits is the look each minute at a broadcast of several runs, whose playlist is written anew; it stops nothing.
pub(crate) async fn nothing_is_stopped_for_ever(world: &World) {
    let stops = || world.livekit().calls().iter().filter(|call| call.method == "StopEgress").count();
    let before = stops();
    minutes(world, 2).await;
    assert_eq!(stops(), before);
    assert!(waiting(world).await.iter().all(|call| matches!(call, store::Call::SeeToRecording { .. })));
}

/// Minutes of the reconciler, with what follows of each.
pub(crate) async fn minutes(world: &World, minutes: usize) {
    for _ in 0..minutes {
        world.clock().advance(60_000);
        world.livekit().sweep();
        world.settle().await;
        world.reconcile().await;
        world.settle().await;
    }
}

#[tokio::test]
async fn a_broadcast_of_two_pushes_is_one_vod_of_two_runs() {
    let (world, alice, vod_id) = live_alice().await;
    let (vod, runs) = stored(&world, &vod_id).await;
    assert_eq!((vod.state, runs.len(), runs[0].state), (VodState::Recording, 1, RunState::Active));
    assert_eq!(world.livekit().egresses()[0].prefix, format!("{}s", runs[0].key().prefix()));

    world.clock().advance(10_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Complete]);
    world.clock().advance(20_000);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Complete, RunState::Active]);
    world.clock().advance(8_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    minutes(&world, 2).await;

    let (vod, runs) = stored(&world, &vod_id).await;
    assert_eq!((vod.state, runs.len()), (VodState::Ready, 2));
    assert_eq!((vod.segments, vod.duration_millis.div_ceil(1_000)), (5, 18));
    assert_eq!(active(&world), 0);
}

#[tokio::test]
async fn nothing_is_recorded_unless_the_creator_wants_it_and_the_deployment_can() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    // It acts on the next push.
    world.put(SETTINGS).by(&alice).json(&json!({"isRecorded": true})).expect(200).await;
    minutes(&world, 1).await;
    assert!(world.livekit().egresses().is_empty());
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(active(&world), 1);

    // Wanted while the deployment recorded, which it does no longer.
    let world = World::start().await;
    let bob = world.creator("bob").await;
    world.post("/api/stream/ingress").by(&bob).expect(201).await;
    let answer = world.put(SETTINGS).by(&bob).json(&json!({"isRecorded": true})).expect(409).await;
    assert_eq!(answer.error(), "Recordings are off");
    let stream = world.app().store.stream(&UserId::parse(&bob.id).unwrap()).await.unwrap().unwrap();
    let wanted = store::RecordingChange { is_recorded: Some(true), ..store::RecordingChange::default() };
    world.app().store.change_recording(&stream, wanted, world.clock().now()).await.unwrap().unwrap();
    world.livekit().push_to_room(&bob.id).unwrap();
    world.settle().await;
    minutes(&world, 1).await;
    assert_eq!(world.state_of(&bob).await, "live");
    assert!(world.livekit().egresses().is_empty());
    assert!(world.livekit().calls().iter().all(|call| !call.method.contains("Egress")));
}

#[tokio::test]
async fn turned_off_it_stops_at_once_and_turned_on_again_it_waits_for_the_next_push() {
    let (world, alice, vod_id) = live_alice().await;
    world.clock().advance(9_000);
    world.put(SETTINGS).by(&alice).json(&json!({"isRecorded": false})).expect(200).await;
    world.settle().await;
    assert_eq!((active(&world), states(&world, &vod_id).await), (0, vec![RunState::Complete]));
    world.put(SETTINGS).by(&alice).json(&json!({"isRecorded": true})).expect(200).await;
    minutes(&world, 2).await;
    assert_eq!(active(&world), 0);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Complete, RunState::Active]);
}

#[tokio::test]
async fn a_lost_answer_is_found_by_its_place_and_nothing_is_begun_twice() {
    let (world, alice) = recorded_alice().await;
    world.livekit().fault(Fault::close().on("StartParticipantEgress").times(1).after_work());
    world.livekit().lose("egress_started");
    world.livekit().lose("egress_updated");
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let vod_id = vod_of(&world, &alice).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Wanted]);
    minutes(&world, 1).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Active]);
    minutes(&world, 1).await;
    assert_eq!(world.livekit().egresses().len(), 1);
}

#[tokio::test]
async fn without_a_worker_it_is_tried_again() {
    let (world, alice) = recorded_alice().await;
    world.livekit().fault(Fault::refuse("unavailable").on("StartParticipantEgress"));
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let vod_id = vod_of(&world, &alice).await;
    minutes(&world, 1).await;
    assert_eq!(active(&world), 0);
    world.livekit().heal();
    minutes(&world, 2).await;
    assert_eq!(active(&world), 1);
    let states = states(&world, &vod_id).await;
    assert_eq!(states.last(), Some(&RunState::Active), "{states:?}");
    assert!(states[..states.len() - 1].iter().all(|state| state.is_over()), "{states:?}");
}

#[tokio::test]
async fn one_that_fails_is_begun_anew_at_once() {
    let (world, alice) = recorded_alice().await;
    world.livekit().egress_fault(EgressFault::Fails);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let vod_id = vod_of(&world, &alice).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Failed, RunState::Active]);
}

#[tokio::test]
async fn one_that_waits_in_vain_is_stopped_and_begun_anew() {
    let (world, alice) = recorded_alice().await;
    world.livekit().egress_fault(EgressFault::Waits);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let vod_id = vod_of(&world, &alice).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Starting]);
    // Nothing tells of it, and its recorder is in the room: LiveKit's list shows it waiting.
    minutes(&world, 1).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Starting]);
    minutes(&world, 2).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Aborted, RunState::Active]);
    // LiveKit says when its worker began: nothing was recorded.
    assert_eq!(stored(&world, &vod_id).await.1[0].started_at, None);
    minutes(&world, 1).await;
    assert_eq!(active(&world), 1);
    nothing_is_stopped_for_ever(&world).await;
}

/// Its worker hangs as well: nobody answers who could stop it.
#[tokio::test]
async fn one_that_waits_in_vain_and_cannot_be_stopped_is_replaced() {
    let (world, alice) = recorded_alice().await;
    world.livekit().egress_fault(EgressFault::Waits);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let vod_id = vod_of(&world, &alice).await;
    world.livekit().fault(Fault::refuse("deadline_exceeded").on("StopEgress"));
    minutes(&world, 5).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Aborted, RunState::Active]);
    world.livekit().heal();
    minutes(&world, 2).await;
    let egresses = world.livekit().egresses();
    let status: Vec<&str> = egresses.iter().map(|egress| egress.status.as_str()).collect();
    assert_eq!(status, ["EGRESS_ABORTED", "EGRESS_ACTIVE"]);
}

#[tokio::test]
async fn a_dead_worker_is_missed_and_replaced_though_its_egress_is_listed_for_ever() {
    let (world, alice, vod_id) = live_alice().await;
    world.clock().advance(90_000);
    assert!(world.livekit().kill_recorder(&alice.id));
    world.settle().await;
    minutes(&world, 3).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Lost, RunState::Active]);
    // Nobody answers for the dead one: that is not tried for ever.
    nothing_is_stopped_for_ever(&world).await;
    world.livekit().stop(&alice.id);
    world.settle().await;
    minutes(&world, 3).await;
    let (vod, runs) = stored(&world, &vod_id).await;
    assert_eq!((vod.state, runs.len()), (VodState::Ready, 2));
}

#[tokio::test]
async fn webhooks_that_are_all_lost_delay_the_vod_and_no_more() {
    let (world, alice, vod_id) = live_alice().await;
    for lost in ["egress_started", "egress_updated", "egress_ended", "ingress_ended", "participant_left"] {
        world.livekit().lose(lost);
    }
    world.clock().advance(30_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Active], "nobody told");
    minutes(&world, 4).await;
    let (vod, runs) = stored(&world, &vod_id).await;
    assert_eq!((vod.state, runs[0].state, runs[0].segments), (VodState::Ready, RunState::Complete, 8));
}

#[tokio::test]
async fn a_key_that_is_deleted_finishes_the_vod() {
    let (world, alice, vod_id) = live_alice().await;
    world.clock().advance(5_000);
    world.delete("/api/stream/ingress").by(&alice).expect(200).await;
    world.settle().await;
    let (vod, runs) = stored(&world, &vod_id).await;
    assert_eq!((vod.state, runs[0].state), (VodState::Ready, RunState::Complete));
}

#[tokio::test]
async fn webhooks_late_twice_or_of_another_deployment_change_nothing() {
    let (world, alice, vod_id) = live_alice().await;
    world.clock().advance(5_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    minutes(&world, 2).await;
    let before = stored(&world, &vod_id).await;
    let sent: Vec<_> = world.livekit().webhooks().into_iter().filter(|sent| sent.event.starts_with("egress")).collect();
    assert_eq!(sent.len(), 4, "{sent:?}");
    for webhook in &sent {
        assert!(!webhook.body.contains("accessKey"), "no keys are handed over, and none are told");
        let other = webhook.body.replace(&webhook.id, "EV_late");
        world.deliver(&harness::Webhook::raw(other.as_bytes())).expect(200).await;
        let foreign = webhook.body.replace(&webhook.id, "EV_foreign").replace(BUCKET.1, "of-another");
        world.deliver(&harness::Webhook::raw(foreign.as_bytes())).expect(200).await;
    }
    world.settle().await;
    assert_eq!(stored(&world, &vod_id).await, before);
}

/// Recording is turned off by who has read the stream before the push began, or while it begins.
#[tokio::test]
async fn turned_off_in_the_moment_in_which_a_push_begins_it_is_not_recorded() {
    let (world, alice) = recorded_alice().await;
    let user_id = UserId::parse(&alice.id).unwrap();
    let (store, now) = (&world.app().store, world.clock().now());
    let known = store.stream(&user_id).await.unwrap().unwrap();
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(active(&world), 1);
    let off = store::RecordingChange { is_recorded: Some(false), ..store::RecordingChange::default() };
    store.change_recording(&known, off, now).await.unwrap().unwrap();
    let vod_id = vod_of(&world, &alice).await;
    world.settle().await;
    assert_eq!((active(&world), states(&world, &vod_id).await), (0, vec![RunState::Complete]));

    // A push that is being decided on was read with the wish still there: its decision is made anew.
    let on = store::RecordingChange { is_recorded: Some(true), ..off };
    let known = store.stream(&user_id).await.unwrap().unwrap();
    store.change_recording(&known, on, now).await.unwrap().unwrap();
    let known = store.stream(&user_id).await.unwrap().unwrap();
    store.change_recording(&known, off, now).await.unwrap().unwrap();
    let revision = store.stream(&user_id).await.unwrap().unwrap().revision;
    assert!(revision > known.revision, "{revision}");
}
