//! `project` and `reconcile`: a new ranking in the place of an old one, off the readers' way.

use harness::{Fault, Rule, Setup, World};

use crate::streams::{live, names, watched_by};

const LIVE: &str = "/api/viewer/live";

/// Alice before bob in the ranking, bob before alice since.
async fn overtaken(world: &World) {
    live(world, "alice", 5).await;
    live(world, "bob", 3).await;
    world.rank().await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["alice", "bob"]);
    watched_by(world, "bob", 9).await;
}

async fn order(world: &World) -> Vec<String> {
    names(&world.get(LIVE).expect(200).await).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn who_finds_the_ranking_old_asks_for_the_next_and_is_served_the_one_there_is() {
    let (world, proxies) = World::metered(Setup::default()).await;
    overtaken(&world).await;
    world.caught_up().await;
    world.clock().advance(15_000);
    let before = proxies["viewer"].calls().len();
    for _ in 0..3 {
        assert_eq!(order(&world).await, ["alice", "bob"]);
    }
    let calls: Vec<_> = proxies["viewer"].calls().into_iter().skip(before).map(|(operation, _)| operation).collect();
    let of = |operation: &str| calls.iter().filter(|call| *call == operation).count();
    // One look, one who asks; nothing is built.
    assert_eq!((of("BatchGetItem"), of("UpdateItem"), of("TransactWriteItems")), (1, 1, 0), "{calls:?}");

    world.caught_up().await;
    world.clock().advance(500);
    assert_eq!(order(&world).await, ["bob", "alice"]);
}

/// A process that finds it old, and another that asked already.
#[tokio::test]
async fn two_who_ask_are_one() {
    let world = World::start().await;
    overtaken(&world).await;
    world.clock().advance(15_000);
    assert!(world.app().store.ask_for_ranking(world.clock().now()).await.unwrap());
    assert!(!world.app().store.ask_for_ranking(world.clock().now()).await.unwrap());
    assert_eq!(order(&world).await, ["alice", "bob"]);
    // Five seconds later nobody was at it.
    world.clock().advance(5_000);
    assert!(world.app().store.ask_for_ranking(world.clock().now()).await.unwrap());
}

#[tokio::test]
async fn a_table_that_takes_no_question_keeps_nobody_from_reading() {
    let (world, proxies) = World::metered(Setup::default()).await;
    overtaken(&world).await;
    world.clock().advance(15_000);
    proxies["viewer"].rule(Rule::on("UpdateItem", Fault::Broken));
    assert_eq!(order(&world).await, ["alice", "bob"]);
}

/// No worker runs, or nobody looked for long.
#[tokio::test]
async fn a_ranking_two_minutes_old_is_built_by_its_reader() {
    let world = World::start().await;
    overtaken(&world).await;
    world.clock().advance(119_000);
    assert_eq!(order(&world).await, ["alice", "bob"]);
    world.clock().advance(6_000);
    assert_eq!(order(&world).await, ["bob", "alice"]);
}

#[tokio::test]
async fn a_ranking_is_built_once_for_a_record_that_comes_twice_and_not_for_a_late_one() {
    let world = World::start().await;
    overtaken(&world).await;
    let (store, ranking, clock) = (&world.app().store, &world.app().ranking, world.clock());
    clock.advance(15_000);
    assert!(!ranking.renew().await.unwrap(), "nobody asked");
    assert!(store.ask_for_ranking(clock.now()).await.unwrap());
    clock.advance(59_999);
    assert!(ranking.renew().await.unwrap());
    assert!(!ranking.renew().await.unwrap(), "it is made");

    clock.advance(15_000);
    assert!(store.ask_for_ranking(clock.now()).await.unwrap());
    clock.advance(60_000);
    assert!(!ranking.renew().await.unwrap(), "asked for a minute ago");
}

#[tokio::test]
async fn the_reconciler_keeps_it_new_while_somebody_looks() {
    let world = World::start().await;
    overtaken(&world).await;
    let epoch = async || world.app().store.ranking_lease().await.unwrap().epoch;
    let built = epoch().await;
    world.clock().advance(29_000);
    world.reconcile().await;
    assert_eq!(epoch().await, built, "it is not old");
    world.clock().advance(1_000);
    world.reconcile().await;
    assert_eq!(epoch().await, Some(world.clock().now()));
    // It was asked for by `rank`, at the beginning: ten minutes are over in the tenth of these.
    for minute in 1..=10 {
        world.clock().advance(60_000);
        let now = world.clock().now();
        world.reconcile().await;
        assert_eq!(epoch().await == Some(now), minute < 10, "{minute}");
    }
}
