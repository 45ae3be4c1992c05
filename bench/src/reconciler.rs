//! Question: what does a run of the reconciler cost while 10,000 creators are live and nothing is wrong?

use std::time::Duration;

use harness::{Bearer, Setup, World};
use local::Engine;
use runtime::Clock;
use serde_json::json;

use crate::Failed;
use crate::data::{self, Size};
use crate::init::{environment, setup};
use crate::process::{Binaries, Process};
use crate::report::{Report, megabytes};

/// Live creators, and in how many of their rooms a viewer is.
const LIVE: usize = 10_000;
const WATCHED: usize = 1_000;
/// Runs that are measured.
const RUNS: usize = 3;
/// Runs before them, at most: each new key is looked after once, a request to LiveKit each, so many a run.
const RUNS_BEFORE: usize = 12;
/// Requests of a run that only looks, with room to spare.
const LOOKS: usize = 300;
/// Creators who go live before the events are waited for: LiveKit's own queue holds 200.
const BATCH: usize = 50;

/// Measures the function's binary, in a process of its own.
///
/// # Errors
/// A binary, an engine or a stand-in that does not start.
pub async fn measure(report: &mut Report, built: &Binaries) -> Result<(), Failed> {
    // With a stream that has an index: without, each write goes through all that were made before.
    let engine = Engine::start(None).await?;
    let (database, endpoint) = (engine.database().clone(), engine.endpoint());
    let setup = Setup { clock: Clock::system(), ..setup() };
    let world = World::over(Some(engine), &endpoint, &setup).await;
    let size = Size { percent: 100, creators: LIVE, live: 0, viewers: 1, fan_follows: 1, follows: 2 };
    data::fill(&database, &world.table().name, size, world.clock().now())?;
    go_live(&world).await?;

    report.heading("The reconciler with 10,000 live");
    report.line(&format!(
        "One broadcast each, a viewer in {WATCHED} of the rooms, nothing wrong, new keys looked after; the function's own \
         process. Its two looks are {} s apart, which the duration includes. Budget: 20 s, 128 MiB, 300 requests to LiveKit a minute.",
        reconcile::LOOK_GAP.as_secs()
    ));
    report.columns(&["run", "s", "requests to LiveKit", "of them lists of participants", "peak memory MB"]);
    let mut process = Process::start(&built.of("reconcile"), &environment(&world, &setup)).await?;
    for _ in 0..RUNS_BEFORE {
        if run(&world, &mut process).await?.1.len() <= LOOKS {
            break;
        }
    }
    for number in 1..=RUNS {
        let (took, asked) = run(&world, &mut process).await?;
        let lists = asked.iter().filter(|method| *method == "ListParticipants").count();
        report.row(&[
            number.to_string(),
            format!("{:.1}", took.as_secs_f64()),
            asked.len().to_string(),
            lists.to_string(),
            megabytes(usize::try_from(process.peak_memory()?)?),
        ]);
        // A run a minute: which rooms are looked into goes by the minute.
        tokio::time::sleep(Duration::from_secs(60).saturating_sub(took)).await;
    }
    Ok(())
}

/// One run: how long it took, and the methods of LiveKit that it called.
async fn run(world: &World, process: &mut Process) -> Result<(Duration, Vec<String>), Failed> {
    let begun = world.clock().now().as_millis();
    let took = process.invoke("{}").await?;
    let asked = world.livekit().calls().into_iter().filter(|call| call.at_millis >= begun);
    Ok((took, asked.map(|call| call.method).collect()))
}

/// Everybody takes a key and pushes, by the API and LiveKit's own events.
async fn go_live(world: &World) -> Result<(), Failed> {
    let now = world.clock().now();
    for n in 0..LIVE {
        let creator = Bearer::new(&format!("c{n:05}"), now);
        world.post("/api/stream/ingress").by(&creator).expect(201).await;
        world.livekit().push_to_room(&creator.id).map_err(|refused| format!("{refused:?}"))?;
        if n < WATCHED {
            let body = json!({"hostId": creator.id, "guestName": "Gus"});
            let answer = world.post("/api/viewer/token").json(&body).expect(200).await;
            let token = answer.data()["token"].as_str().ok_or("an answer without a token")?.to_owned();
            world.livekit().join(&token).map_err(|refused| format!("{refused:?}"))?;
        }
        if n % BATCH == BATCH - 1 {
            world.settle().await;
        }
    }
    world.settle().await;
    Ok(())
}
