//! Egresses that no run of ours began: they are stopped.

use domain::recording::{RunKey, RunState, vod_id_of};
use domain::{Broadcast, UserId};
use harness::LiveKitFault as Fault;

use crate::recording_runs::{active, live_alice, minutes, nothing_is_stopped_for_ever, states, waiting};

#[tokio::test]
async fn an_egress_of_no_run_is_stopped() {
    let (world, alice, _) = live_alice().await;
    let broadcast = Broadcast::id_of(world.clock().now(), "RT_none");
    let user_id = UserId::parse(&alice.id).unwrap();
    let stranger = RunKey::of(&vod_id_of(&user_id, &broadcast), world.clock().now(), "RT_none", 1);
    world.app().livekit.start_egress(&user_id, &stranger).await.unwrap();
    assert_eq!(active(&world), 2);
    world.settle().await;
    let egresses = world.livekit().egresses();
    let status = |of: &str| egresses.iter().find(|egress| egress.prefix.starts_with(of)).unwrap().status.clone();
    assert_eq!(status(&stranger.prefix()), "EGRESS_COMPLETE");
    assert_eq!(active(&world), 1);
}

/// As after tables were restored: LiveKit records for a video that nobody knows of, and told of it in vain.
#[tokio::test]
async fn an_egress_of_an_unknown_vod_is_found_and_stopped() {
    let (world, alice, vod_id) = live_alice().await;
    world.livekit().lose("egress_started");
    world.livekit().lose("egress_updated");
    let user_id = UserId::parse(&alice.id).unwrap();
    let (now, broadcast) = (world.clock().now(), Broadcast::id_of(world.clock().now(), "RT_none"));
    let stranger = RunKey::of(&vod_id_of(&user_id, &broadcast), now, "RT_none", 1);
    world.app().livekit.start_egress(&user_id, &stranger).await.unwrap();
    assert_eq!(active(&world), 2);
    minutes(&world, 1).await;
    let egresses = world.livekit().egresses();
    let of_stranger = egresses.iter().find(|egress| egress.prefix.starts_with(&stranger.prefix())).unwrap();
    assert_eq!((of_stranger.status.as_str(), active(&world)), ("EGRESS_COMPLETE", 1));
    assert_eq!(states(&world, &vod_id).await, [RunState::Active]);
    assert_eq!(waiting(&world).await, []);
}

/// Its webhook left a call that stops it, and nobody is there who could answer.
#[tokio::test]
async fn an_egress_of_no_run_whose_worker_is_dead_is_not_stopped_for_ever() {
    let (world, alice, _) = live_alice().await;
    let user_id = UserId::parse(&alice.id).unwrap();
    let (now, vod_id) = (world.clock().now(), vod_id_of(&user_id, "none"));
    let stranger = RunKey::of(&vod_id, now, "RT_none", 1);
    world.livekit().fault(Fault::refuse("unavailable").on("StopEgress").times(1));
    world.app().livekit.start_egress(&user_id, &stranger).await.unwrap();
    world.settle().await;
    assert!(world.livekit().kill_recorder(&alice.id));
    minutes(&world, 4).await;
    assert_eq!(active(&world), 1);
    nothing_is_stopped_for_ever(&world).await;
}
