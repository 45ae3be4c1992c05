//! What every route may cost at the table: a change that costs more fails here.

use std::collections::BTreeSet;

use harness::{Bearer, Cost, Meter, World, costs};
use serde_json::json;

/// Route and case, sequential trips, read units, write units: what they cost, so no more.
const BUDGETS: &[(&str, u32, f64, f64)] = &[];

fn unlimited() -> Vec<(&'static str, String)> {
    vec![("RATE_LIMIT_SCALE", "0".to_owned())]
}

#[tokio::test]
async fn no_route_costs_more_than_its_budget() {
    let (world, meter) = World::metered(unlimited()).await;
    let measured = costs::of_every_route(&world, &meter).await;
    let mut over = vec![];
    for (what, cost) in &measured {
        match BUDGETS.iter().find(|(name, ..)| name == what) {
            Some((_, trips, read, write)) => {
                let budget = Cost { trips: *trips, calls: 0, read: *read, write: *write };
                if !cost.is_within(&budget) {
                    over.push(format!("{what}: {cost}; the budget is {trips} trips, {read} read, {write} write units"));
                }
            }
            None => over.push(format!("(\"{what}\", {}, {:?}, {:?}),", cost.trips, cost.read, cost.write)),
        }
    }
    assert!(over.is_empty(), "over budget, or without one:\n{}", over.join("\n"));
    let stale: Vec<_> = BUDGETS.iter().filter(|(name, ..)| measured.iter().all(|(what, _)| what != name)).collect();
    assert!(stale.is_empty(), "budgets of nothing: {stale:?}");

    let operation = |what: &str| what.split(':').next().unwrap_or_default().to_owned();
    let measured: BTreeSet<String> = measured.iter().map(|(what, _)| operation(what)).collect();
    let tables = local::functions::GROUPS.iter().map(|(_, routes)| routes());
    let routes: BTreeSet<String> = tables.flat_map(|routes| routes.table().map(|route| route.operation.to_owned()).collect::<Vec<_>>()).collect();
    assert_eq!(measured, routes, "a route is not measured");
}

async fn trips_of_token(world: &World, meter: &Meter, bearer: &Bearer, key: Option<&str>) -> Cost {
    let mut request = world.post("/api/viewer/token").by(bearer).json(&json!({"hostId": "usr_alice"}));
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    meter.cost_of(request.expect(200)).await.1
}

/// Beside the routes' own: a limit is one trip before them, an Idempotency-Key one before and one after,
/// a user's very first call one more.
#[tokio::test]
async fn what_comes_on_top_costs_a_trip_each() {
    let (world, meter) = World::metered(unlimited()).await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let bob = world.viewer("bob").await;
    let plain = trips_of_token(&world, &meter, &bob, None).await;
    assert_eq!((plain.trips, plain.write), (1, 0.0), "{plain}");
    let once = trips_of_token(&world, &meter, &bob, Some("a")).await;
    assert_eq!((once.trips, once.write), (3, 2.0), "{once}");
    let newcomer = Bearer::new("newcomer", world.clock().now());
    let first = trips_of_token(&world, &meter, &newcomer, None).await;
    assert_eq!((first.trips, first.write), (2, 4.0), "{first}");

    let (world, meter) = World::metered(vec![]).await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let bob = world.viewer("bob").await;
    let limited = trips_of_token(&world, &meter, &bob, None).await;
    assert_eq!((limited.trips, limited.write), (2, 1.0), "{limited}");
}

/// The engine's own figures, compared with DynamoDB's rules on paper.
#[tokio::test]
async fn units_are_those_of_the_price_list() {
    let (world, meter) = World::metered(unlimited()).await;
    let alice = world.creator("alice").await;
    let bob = world.viewer("bob").await;
    let path = format!("/api/social/follow/{}", alice.id);
    // Read: two blocks that are not there and a profile, consistent: one unit each. Written in a
    // transaction: six items under 1 kB (two of them only checked) of two units, and the edge once more
    // in each of the two indexes, where a transaction costs no double.
    let (_, cost) = meter.cost_of(world.post(&path).by(&bob).expect(200)).await;
    assert_eq!((cost.trips, cost.calls, cost.write), (2, 2, 14.0), "{cost}");
    assert!((3.0..=4.0).contains(&cost.read), "{cost}");
    // One item, consistent: a unit.
    let (_, cost) = meter.cost_of(world.get(&path).by(&bob).expect(200)).await;
    assert_eq!((cost.trips, cost.calls, cost.read, cost.write), (1, 1, 1.0, 0.0), "{cost}");
}
