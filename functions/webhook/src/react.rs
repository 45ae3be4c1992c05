//! The webhook service: what each event changes. One line a step, as operators are used to.

use domain::media::{Change, Signal};
use domain::{IngressId, Time, UserId};
use livekit::{ByRaid, Notice, WebhookEvent};
use runtime::Result;
use store::Connection;
use web::App;

use crate::ask_for_count::Counted;
use crate::older_token;

/// Takes an event in. A repeated, late or foreign one changes nothing.
pub async fn react(app: &App, counts: &Counted, event: &WebhookEvent) -> Result<()> {
    let now = app.clock.now();
    match &event.notice {
        Notice::Media { user_id, ingress_id, signal } => {
            let change = app.store.signal(user_id, signal, now).await?;
            log_media(event, user_id, ingress_id, signal, change.as_ref());
            Ok(())
        }
        Notice::ViewerJoined { room, room_sid, sid, identity, can_publish_data, joined_by, raid } => {
            let connection = Connection { room_sid, sid, identity };
            let write = app.store.viewer_joined(room, connection, now);
            let arrived = arrived(app, room, raid.as_ref(), identity, now);
            let look = counts.ask_and_look(app, room, before(*joined_by, now));
            let (written, arrived, (asked, changed_at)) = tokio::join!(write, arrived, look);
            written.and(arrived)?;
            log_counted(event, room, asked);
            older_token::see_to(app, changed_at?, room, identity, *can_publish_data).await
        }
        Notice::HostJoined { room, identity, can_publish_data, joined_by } => {
            let changed_at = counts.rights_changed_at(app, room, before(*joined_by, now)).await?;
            older_token::see_to(app, changed_at, room, identity, *can_publish_data).await
        }
        Notice::ViewerLeft { room, sid, identity } => {
            counted(app, counts, event, room, app.store.viewer_left(room, sid, identity, now)).await
        }
        Notice::RoomFinished { room, room_sid } => {
            app.store.room_finished(room, room_sid, now).await?;
            tracing::info!(event = "webhook", kind = %event.event, event_id = %event.id, user_id = %room, outcome = "room gone");
            Ok(())
        }
        Notice::Egress { room, bucket, egress } => {
            if app.livekit.records_to(bucket) {
                let heard = app.store.hear_of_egress(room, egress, now).await?;
                let (egress_id, vod_id, run_id) = (&egress.id, &egress.run.vod_id, &egress.run.run_id);
                tracing::info!(event = "webhook", kind = %event.event, event_id = %event.id, user_id = %room, egress_id, vod_id, run_id, outcome = ?heard);
            }
            Ok(())
        }
        Notice::Nothing => {
            tracing::debug!(event = "webhook", kind = %event.event, event_id = %event.id, outcome = "nothing of ours");
            Ok(())
        }
    }
}

/// When somebody joined, at the latest: before we heard of it, whatever their node's clock says.
fn before(joined_by: Option<Time>, heard: Time) -> Time {
    joined_by.map_or(heard, |at| at.min(heard))
}

/// Counts who came by a raid. Beside the presence, so that a raid's joins are no slower than others: LiveKit hands over a
/// room's events one after another.
async fn arrived(app: &App, room: &UserId, raid: Option<&ByRaid>, identity: &str, now: Time) -> Result<()> {
    let Some(ByRaid { raid_id, broadcast_id, joined_by }) = raid else { return Ok(()) };
    let joined_at = joined_by.unwrap_or(now);
    app.store.raid_arrived(room, (raid_id.as_str(), broadcast_id.as_str()), identity, (joined_at, now)).await
}

/// Writes a presence, and beside it asks for a new count where it is time for one.
async fn counted(
    app: &App,
    counts: &Counted,
    event: &WebhookEvent,
    room: &UserId,
    write: impl Future<Output = Result<()>>,
) -> Result<()> {
    let (written, asked) = tokio::join!(write, counts.ask_if_stale(app, room));
    written?;
    log_counted(event, room, asked);
    Ok(())
}

fn log_counted(event: &WebhookEvent, room: &UserId, asked: Result<()>) {
    if let Err(error) = asked {
        // The next event asks again, or the reconciler counts.
        tracing::warn!(event = "viewer_count", user_id = %room, outcome = "failed", cause = %error);
    }
    tracing::debug!(event = "webhook", kind = %event.event, event_id = %event.id, user_id = %room, outcome = "ok");
}

fn log_media(event: &WebhookEvent, user_id: &UserId, ingress_id: &IngressId, signal: &Signal, change: Option<&Change>) {
    let outcome = match change {
        None | Some(Change::Remember) => "nothing new",
        Some(Change::GoLive { .. }) => "live",
        Some(Change::Continue) => "live again",
        Some(Change::Interrupt) => "interrupted",
        Some(Change::Close(_)) => "ended",
    };
    let resource_id = match signal {
        Signal::Started { publish, .. } | Signal::Ended { publish, .. } | Signal::Present { publish, .. } => {
            &publish.resource_id
        }
        Signal::PublisherLeft { resource_id, .. }
        | Signal::PublisherJoined { resource_id, .. }
        | Signal::Absent { resource_id, .. } => resource_id,
        Signal::Cut { .. } | Signal::WindowOver => "",
    };
    tracing::info!(event = "webhook", kind = %event.event, event_id = %event.id, %user_id, %ingress_id, resource_id, outcome);
}
