//! POST /api/stream/raid: one's viewers are to go to another creator.

use axum::extract::State;
use domain::{MAX_RAID_DELAY, MIN_RAID_DELAY, NoRaid, Raid, RaidTarget, Time, UserId};
use services::Raids;
use store::{RaidStarted, RaidView};
use utoipa::ToSchema;
use web::{Answer, App, Body, CreatorGate, Fields, Success};

use crate::raid_data::RaidData;
use crate::tell_room::tell_room;

web::refusals! {
    /// What starting a raid refuses, in the order in which it is looked at.
    pub enum Refusal {
        Yourself = Refused("You cannot raid yourself"),
        NoHost = NotFound("Host not found"),
        NotAllowed = Forbidden("Raid not allowed"),
        NotLive = Conflict("Not live"),
        TargetNotLive = Conflict("Target is not live"),
        Pending = Conflict("Raid pending"),
    }
}

impl From<NoRaid> for Refusal {
    fn from(why: NoRaid) -> Self {
        match why {
            NoRaid::NotAllowed => Self::NotAllowed,
            NoRaid::NotLive => Self::NotLive,
            NoRaid::TargetNotLive => Self::TargetNotLive,
        }
    }
}

/// Whom to raid, and when.
#[derive(ToSchema)]
#[schema(as = StartRaidRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// The creator's user id.
    target_id: String,
    /// How long the countdown is, in seconds; 90 unless given.
    #[schema(minimum = 10, maximum = 90)]
    delay_seconds: Option<u32>,
}

fn parse(body: web::Result<Body>, own: &UserId) -> Answer<(UserId, u32), Refusal> {
    let body = &body?;
    let mut fields = Fields::default();
    let target = match body.given("targetId").map(|value| value.as_str()) {
        Some(Some(target)) => target.trim(),
        Some(None) => {
            fields.error("targetId", "must be a string");
            ""
        }
        None => {
            fields.error("targetId", "is required");
            ""
        }
    };
    let delay = fields.integer_if_given(body, "delaySeconds", MIN_RAID_DELAY, MAX_RAID_DELAY);
    fields.finish()?;
    let target = UserId::named(target).map_err(|_| Refusal::NoHost)?;
    if target == *own { Err(Refusal::Yourself.into()) } else { Ok((target, delay.unwrap_or(MAX_RAID_DELAY))) }
}

/// Starts the countdown of a raid: the room is told before the answer, and each of its players goes by itself. It is
/// decided again when something changes that it hangs on, and when it goes. Two trips: the gate beside all that it hangs on,
/// and the write; more where the last one went a moment ago, and nobody has noted it yet. LiveKit may be away: the room is told
/// as soon as it answers.
///
/// # Errors
/// As the contract has them, in its order.
#[utoipa::path(
    post, path = "/api/stream/raid",
    request_body = Request,
    responses((status = 201, body = Success<RaidData>))
)]
pub async fn handle(
    State(app): State<App>,
    gate: CreatorGate,
    body: web::Result<Body>,
) -> Answer<Success<RaidData>, Refusal> {
    let (target, delay) = gate.behind(parse(body, gate.caller())).await?;
    let (creator, view) = gate.pass_beside(app.store.raid_view(gate.caller(), &target)).await?;
    if creator.stream().and_then(|stream| stream.raid.as_ref()).is_some_and(|raid| raid.is_due(app.clock.now())) {
        // That ends it, and changes nothing of what another one hangs on.
        Raids::new(app.store.clone(), app.clock.clone()).look(creator.id(), None).await?;
    }
    let now = app.clock.now();
    let raid = raid(&app, creator.id(), &view, now.plus_secs(i64::from(delay)))?;
    view.decide(now).map_err(Refusal::from)?;
    let known = creator.stream().ok_or(Refusal::NotLive)?;
    let stream = match app.store.start_raid(known, &raid, now).await? {
        RaidStarted::Done(stream) => stream,
        RaidStarted::Blocked => return Err(Refusal::NotAllowed.into()),
        RaidStarted::NotLive => return Err(Refusal::NotLive.into()),
        RaidStarted::TargetNotLive => return Err(Refusal::TargetNotLive.into()),
        RaidStarted::Pending => return Err(Refusal::Pending.into()),
    };
    tell_room(&app, &stream).await;
    tracing::info!(event = "raid", user_id = %creator.id(), raid_id = raid.id, target_id = %target, outcome = "started");
    Ok(Success::created(raid.into()).message("Raid started"))
}

fn raid(app: &App, raider: &UserId, view: &RaidView, goes_at: Time) -> Result<Raid, Refusal> {
    let user = view.user.as_ref().ok_or(Refusal::NoHost)?;
    let target = RaidTarget {
        id: user.id.clone(),
        username: user.username.clone(),
        name: user.name.clone(),
        image: user.image.clone(),
    };
    Ok(Raid {
        id: Raid::id_of(&app.random.id(app.clock.now()), raider),
        target,
        viewers: view.viewers,
        goes_at,
        spread_seconds: Raid::spread_of(view.viewers),
        raids_from: user.channel.raids.raids_from,
        is_decided: false,
    })
}
