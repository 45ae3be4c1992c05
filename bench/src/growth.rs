//! Question: does a list cost more, the more there is?

use std::time::{Duration, Instant};

use dynoxide::Database;
use harness::{Bearer, Cost, Meter, Setup, World};
use local::Engine;

use crate::data::{self, FAN, STAR, Size};
use crate::report::{Report, millis, percentile};

/// Calls that a median is taken of.
const CALLS: usize = 21;

/// A world over generated data, and the meter that it reaches its table through.
pub struct Filled {
    /// The world.
    pub world: World,
    /// The meter.
    pub meter: Meter,
    /// Items in the table.
    pub items: usize,
    /// How long it took to make and load them.
    pub took: Duration,
}

/// Starts a world and fills it.
///
/// # Errors
/// An engine that cannot be started or filled.
pub async fn filled(size: Size) -> Result<Filled, crate::Failed> {
    let database = Database::memory()?;
    let engine = Engine::over(database.clone()).await?;
    let meter = Meter::start(&engine.endpoint()).await;
    let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
    let world = World::over(Some(engine), meter.url(), &Setup { variables, ..Setup::default() }).await;
    let begun = Instant::now();
    let items = data::fill(&database, &world.table().name, size, world.clock().now())?;
    Ok(Filled { world, meter, items, took: begun.elapsed() })
}

/// Every list, by whom it is asked for.
fn lists() -> Vec<(&'static str, String, Option<Bearer>)> {
    let now = runtime::Clock::system().now();
    let fan = || Some(Bearer::new(FAN, now));
    let ada = || Some(Bearer::new("ada", now).admin());
    vec![
        ("live", "/api/viewer/live".to_owned(), None),
        ("followed streams", "/api/viewer/following".to_owned(), fan()),
        ("recommended", "/api/viewer/recommended".to_owned(), fan()),
        ("search, one word", "/api/viewer/search?q=jazz".to_owned(), None),
        ("search, two words", "/api/viewer/search?q=late+jazz".to_owned(), None),
        ("creators", "/api/social/creators".to_owned(), None),
        ("creators, page 3", "/api/social/creators?page=3".to_owned(), None),
        ("creators, category", "/api/social/creators?category=ART".to_owned(), None),
        ("creators, live", "/api/social/creators?live=true".to_owned(), None),
        ("followers", format!("/api/social/followers/usr_{STAR}"), None),
        ("following", format!("/api/social/following/usr_{FAN}"), None),
        ("applications", "/api/admin/applications".to_owned(), ada()),
        ("audit", "/api/admin/audit".to_owned(), ada()),
    ]
}

/// Measures every list in a filled world.
pub async fn measure(report: &mut Report, filled: &Filled, size: Size) {
    let Filled { world, meter, items, took } = filled;
    report.heading(&format!("Growth: {} %", size.percent));
    report.line(&format!(
        "{} creators, {} live, {} follows, one creator with {} followers, one viewer who follows {}: \
         {items} items, made and loaded in {:.1} s.",
        size.creators,
        size.live,
        size.follows,
        size.viewers,
        size.fan_follows,
        took.as_secs_f64()
    ));
    report.columns(&["list", "rows", "trips", "calls", "read units", "p50 ms"]);
    for (name, path, caller) in lists() {
        let get = || match &caller {
            Some(caller) => world.get(&path).by(caller),
            None => world.get(&path),
        };
        world.rank().await;
        let (answer, cost) = meter.cost_of(get().send()).await;
        let Cost { trips, calls, read, .. } = cost;
        let mut times = Vec::with_capacity(CALLS);
        for _ in 0..CALLS {
            let begun = Instant::now();
            get().send().await;
            times.push(begun.elapsed());
        }
        let rows = if answer.status == 200 { answer.body["count"].to_string() } else { answer.status.to_string() };
        let p50 = millis(percentile(&mut times, 50));
        report.row(&[name.to_owned(), rows, trips.to_string(), calls.to_string(), read.to_string(), p50]);
    }
}
