//! Question: 5,000 viewers come within a minute; is the room's count right in the end, and when?
//!
//! The stand-in sends the events by LiveKit's rules: one after another, 200 wait at most, what is older than 30 s
//! when its turn comes is dropped. Everything by the clock on the wall.

use std::time::{Duration, Instant};

use domain::UserId;
use futures::StreamExt as _;
use harness::{Setup, World};
use local::{Engine, Schedule};
use runtime::Clock;
use serde_json::json;
use stand_in::Outcome;

use crate::Failed;
use crate::report::Report;

/// Viewers who come, and within what time.
const JOINS: u32 = 5_000;
const WITHIN: Duration = Duration::from_secs(60);
/// Where the engine is: near, and so far that LiveKit's queue runs over.
const DISTANCES: [Duration; 2] = [Duration::from_millis(5), Duration::from_millis(40)];
/// The reconciler's second look was so long before the last join: the next one is as far away as it can be.
const LOOKED_BEFORE: Duration = Duration::from_secs(1);
/// When to give up, after the last join; the aim is 75 s.
const GIVE_UP: Duration = Duration::from_secs(180);
/// Between two looks at the count.
const LOOK: Duration = Duration::from_millis(250);
/// Tokens that are asked for at once.
const AT_ONCE: usize = 16;

/// Measures both distances.
///
/// # Errors
/// An engine that cannot be started, or a LiveKit that lets nobody in.
pub async fn measure(report: &mut Report) -> Result<(), Failed> {
    report.heading("A room where 5,000 come within a minute");
    report.line(&format!(
        "LiveKit's queue rules; `project` follows the table's stream; the reconciler runs each minute, its second look \
         was {} s before the last join. Aim: right within 75 s after the last join.",
        LOOKED_BEFORE.as_secs()
    ));
    report.columns(&["engine ms away", "joins", "taken in", "dropped", "shown at the last join", "right after s"]);
    for distance in DISTANCES {
        let seen = watch(distance).await?;
        let right = seen.right_after.map_or("never".to_owned(), |after| format!("{:.1}", after.as_secs_f64()));
        report.row(&[
            distance.as_millis().to_string(),
            JOINS.to_string(),
            seen.taken_in.to_string(),
            seen.dropped.to_string(),
            seen.shown.to_string(),
            right,
        ]);
    }
    Ok(())
}

/// What became of the events and of the count.
struct Seen {
    taken_in: usize,
    dropped: usize,
    /// The count at the last join.
    shown: u32,
    /// From the last join until the count was right.
    right_after: Option<Duration>,
}

async fn watch(distance: Duration) -> Result<Seen, Failed> {
    let engine = Engine::start_memory().await?;
    let meter = harness::Meter::start(&engine.endpoint()).await;
    let livekit = stand_in::Options::new("", "");
    let setup = Setup {
        clock: Clock::system(),
        retry_waits: livekit.retry_waits,
        variables: vec![("RATE_LIMIT_SCALE", "0".to_owned())],
        ..Setup::default()
    };
    let world = World::over(Some(engine), meter.url(), &setup).await;
    let star = world.creator("star").await;
    world.post("/api/stream/ingress").by(&star).expect(201).await;
    world.livekit().push_to_room(&star.id).map_err(|refused| format!("{refused:?}"))?;
    // From here on `project` follows.
    world.settle().await;
    let room = UserId::parse(&star.id)?;
    let tokens = tokens(&world, &star.id).await?;
    meter.distance(distance);

    let before = world.livekit().webhooks().len();
    let begun = Instant::now();
    let schedule = tokio::spawn({
        let app = world.functions().reconcile().clone();
        async move {
            tokio::time::sleep(WITHIN - reconcile::LOOK_GAP - LOOKED_BEFORE).await;
            let _schedule = Schedule::start(app);
            std::future::pending::<()>().await;
        }
    });
    for (n, token) in (0..JOINS).zip(&tokens) {
        tokio::time::sleep_until((begun + WITHIN * n / JOINS).into()).await;
        world.livekit().join(token).map_err(|refused| format!("{refused:?}"))?;
    }
    let last = Instant::now();
    let viewers = async || Ok::<_, Failed>(world.app().store.gate(&room).await?.count.unwrap_or_default().viewers);
    let shown = viewers().await?;
    let mut right_after = None;
    while right_after.is_none() && last.elapsed() < GIVE_UP {
        right_after = (viewers().await? == JOINS).then(|| last.elapsed());
        tokio::time::sleep(LOOK).await;
    }
    schedule.abort();
    let sent = world.livekit().webhooks();
    let joins = sent.iter().skip(before).filter(|sent| sent.event == "participant_joined");
    let became = |outcome| joins.clone().filter(|sent| sent.outcome == outcome).count();
    Ok(Seen { taken_in: became(Outcome::Delivered), dropped: became(Outcome::Dropped), shown, right_after })
}

/// Everybody's token, ahead of the rush.
async fn tokens(world: &World, host: &str) -> Result<Vec<String>, Failed> {
    let asked = (0..JOINS).map(|n| async move {
        let body = json!({"hostId": host, "guestName": format!("Guest {n}")});
        let answer = world.post("/api/viewer/token").json(&body).expect(200).await;
        answer.data()["token"].as_str().map(str::to_owned).ok_or("an answer without a token")
    });
    let tokens: Vec<Result<String, &str>> = futures::stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
    Ok(tokens.into_iter().collect::<Result<_, _>>()?)
}
