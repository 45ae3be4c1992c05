//! The counters are what the edges are: under a thousand calls at once, under conflicts, under lost
//! answers, and with callers who go away half-way.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::{Categories, UserId};
use futures::StreamExt as _;
use futures::future::join_all;
use harness::{Bearer, Fault, Rule, World};
use store::{Followed, Store};
use tokio::sync::Semaphore;

const STAR: &str = "usr_star";

fn user(id: &str) -> UserId {
    UserId::parse(id).unwrap()
}

/// Everybody in the star's list of followers, page by page.
async fn followers(store: &Store) -> HashSet<UserId> {
    let mut all = HashSet::new();
    let mut position = None;
    loop {
        let page = store.followers(&user(STAR), 100, position.as_deref()).await.unwrap();
        for entry in page.entries {
            assert!(all.insert(entry.user_id.clone()), "{} twice", entry.user_id);
        }
        position = page.next;
        if position.is_none() {
            return all;
        }
    }
}

/// Compares every figure with the edges. Returns how many follow.
async fn figures_are_the_edges(store: &Store, everybody: &[UserId]) -> usize {
    let star = user(STAR);
    let listed = followers(store).await;
    assert_eq!(store.follower_total(&star).await.unwrap(), listed.len() as u64);
    futures::stream::iter(everybody)
        .for_each_concurrent(32, async |follower| {
            let follows = store.is_following(follower, &star).await.unwrap();
            assert_eq!(listed.contains(follower), follows, "{follower} in the list");
            assert_eq!(store.following_total(follower).await.unwrap(), u64::from(follows), "count of {follower}");
            assert_eq!(store.followed_ids(follower).await.unwrap().contains(&star), follows, "set of {follower}");
        })
        .await;
    listed.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_at_once_with_every_third_transaction_in_conflict() {
    let (world, proxy) = World::behind_proxy().await;
    let conflicts = proxy.rule(Rule::on("TransactWriteItems", Fault::Conflict).every(3));
    let (store, star, now) = (world.patient_store(), user(STAR), world.clock().now());
    let everybody: Vec<UserId> = (0..1_000).map(|n| user(&format!("usr_{n:04}"))).collect();
    // DynamoDB Local gives up transactions that wait long for its one lock, and says that DynamoDB does not.
    let turns = Arc::new(Semaphore::new(if world.is_on_embedded_engine() { everybody.len() } else { 100 }));

    let lives = everybody.iter().cloned().enumerate().map(|(n, follower)| {
        let (store, star, turns) = (store.clone(), star.clone(), turns.clone());
        tokio::spawn(async move {
            let _turn = turns.acquire().await.unwrap();
            let follow = || store.follow(&follower, &star, Categories::default(), now);
            match n % 4 {
                // Follows, and says so twice at once: one of them finds it done.
                0 => {
                    let (one, other) = tokio::join!(follow(), follow());
                    let both = [one.unwrap(), other.unwrap()];
                    assert!(both.contains(&Followed::Done) && both.contains(&Followed::Already), "{both:?}");
                }
                // Follows and thinks better of it, twice.
                1 => {
                    assert_eq!(follow().await.unwrap(), Followed::Done);
                    assert!(store.unfollow(&follower, &star).await.unwrap());
                    assert!(!store.unfollow(&follower, &star).await.unwrap());
                }
                // Goes away half-way.
                2 => _ = tokio::time::timeout(Duration::from_millis(n as u64), follow()).await,
                _ => assert_eq!(follow().await.unwrap(), Followed::Done),
            }
        })
    });
    for life in join_all(lives).await {
        life.unwrap();
    }
    proxy.heal();
    assert!(conflicts.count() > 300, "{} conflicts", conflicts.count());
    // What was sent by those who went away may still be on its way.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let following = figures_are_the_edges(&store, &everybody).await;
    assert!((500..=750).contains(&following), "{following} follow");
}

#[tokio::test]
async fn a_lost_answer_counts_once_and_is_told_as_done() {
    let (world, proxy) = World::behind_proxy().await;
    let (store, star, bob) = (&world.app().store, user(STAR), user("usr_bob"));
    let lose = || proxy.rule(Rule::on("TransactWriteItems", Fault::AnswerLost).times(1));

    let lost = lose();
    assert_eq!(store.follow(&bob, &star, Categories::default(), world.clock().now()).await.unwrap(), Followed::Done);
    assert_eq!(lost.count(), 1);
    assert_eq!(figures_are_the_edges(store, std::slice::from_ref(&bob)).await, 1);

    // Applied, lost, and then a conflict: the attempt after it is still the same transaction.
    let (lost, conflict) = (lose(), proxy.rule(Rule::on("TransactWriteItems", Fault::Conflict).times(1)));
    assert!(store.unfollow(&bob, &star).await.unwrap());
    assert_eq!((lost.count(), conflict.count()), (1, 1));
    assert_eq!(figures_are_the_edges(store, std::slice::from_ref(&bob)).await, 0);
}

#[tokio::test]
async fn conflicts_without_end_are_told_and_change_nothing() {
    let (world, proxy) = World::behind_proxy().await;
    let (alice, bob) = (world.creator("star").await, world.viewer("bob").await);
    let follow = format!("/api/social/follow/{}", alice.id);
    let conflicts = proxy.rule(Rule::on("TransactWriteItems", Fault::Conflict));
    let answer = world.post(&follow).by(&bob).expect(503).await;
    assert_eq!((answer.error(), answer.header("retry-after")), ("Service unavailable", Some("2")));
    assert!(conflicts.count() >= 10, "{} attempts", conflicts.count());
    proxy.heal();
    assert_eq!(figures_are_the_edges(&world.app().store, &[user(&bob.id)]).await, 0);
    world.post(&follow).by(&bob).expect(200).await;
}

#[tokio::test]
async fn the_next_attempt_passes_what_the_network_breaks() {
    let (world, proxy) = World::behind_proxy().await;
    let (alice, bob) = (world.creator("star").await, world.viewer("bob").await);
    let faults = [Fault::Gone, Fault::Broken, Fault::Throttled, Fault::Slow(Duration::from_millis(50))];
    for fault in faults {
        let struck = proxy.rule(Rule::on_all(fault).times(2));
        follow_and_unfollow(&world, &alice, &bob).await;
        assert_eq!(struck.count(), 2, "{fault:?}");
    }
    assert_eq!(figures_are_the_edges(&world.app().store, &[user(&bob.id)]).await, 0);
}

async fn follow_and_unfollow(world: &World, creator: &Bearer, viewer: &Bearer) {
    let path = format!("/api/social/follow/{}", creator.id);
    world.post(&path).by(viewer).expect(200).await;
    world.delete(&path).by(viewer).expect(200).await;
}
