//! A recording of alice's, of which nothing became: nothing is recorded here that could be shown.

use domain::media::Publish;
use domain::recording::{Markers, Run, RunState, Visibility, Vod, VodState, vod_id_of};
use domain::{IngressId, Time, UserId};
use runtime::Result;
use store::Store;

/// The broadcast that it would be of.
const BROADCAST: &str = "demo";

/// Makes it, unless it is there.
///
/// # Errors
/// The table away.
pub async fn make(store: &Store, now: Time) -> Result<()> {
    let Ok(user_id) = UserId::parse("usr_alice") else { return Ok(()) };
    let id = vod_id_of(&user_id, BROADCAST);
    let started_nanos = now.as_millis().saturating_mul(1_000_000);
    let push = Publish { ingress_id: IngressId::new("IN_demo"), resource_id: "RT_demo".to_owned(), started_nanos };
    let run = Run::new(&id, &push, 1, now).concluded(RunState::Failed, "nothing is recorded in the demo", now);
    let vod = Vod {
        id,
        user_id,
        broadcast_id: BROADCAST.to_owned(),
        title: "A test of the camera".to_owned(),
        description: None,
        state: VodState::Failed,
        visibility: Visibility::Public,
        started_at: now,
        ended_at: Some(now),
        duration_millis: 0,
        segments: 0,
        bytes: 0,
        is_joined: false,
        has_poster: false,
        markers: Markers::new(),
        due_at: None,
        kept_millis: None,
        revision: 0,
    };
    // It stays as it is where it was made before.
    let _made = store.begin_run(&vod, &run, true).await?;
    Ok(())
}
