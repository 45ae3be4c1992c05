//! `project`: the search index follows every change, and nothing is left behind in it.

use std::collections::BTreeSet;

use domain::UserId;
use domain::search::{Indexed, Popularity};
use harness::{Bearer, World};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::json;
use store::EntryItem;

/// What stands in the index of all creators, and in the lists of tags, by its keys.
async fn index(world: &World) -> BTreeSet<(String, String)> {
    let (words, tags) = (world.keys("WORD#").await, world.keys("TAG#").await);
    words.into_iter().chain(tags).map(|key| (key.pk, key.sk)).collect()
}

/// What should stand there of these creators.
async fn wanted(world: &World, creators: &[&Bearer]) -> BTreeSet<(String, String)> {
    let mut wanted = BTreeSet::new();
    for creator in creators {
        let id = UserId::parse(&creator.id).unwrap();
        let store = &world.app().store;
        let (user, stream) = (store.profile(&id).await.unwrap().unwrap(), store.stream(&id).await.unwrap().unwrap());
        let followers = store.follower_total(&id).await.unwrap();
        for entry in Indexed::wanted(&user, &stream, Popularity::of(followers, None)).entries {
            let key = EntryItem::key(&entry, &id);
            wanted.insert((key.pk.clone(), key.sk.clone()));
        }
    }
    wanted
}

async fn title(world: &World, creator: &Bearer, title: &str) {
    world.put("/api/stream/info").by(creator).json(&json!({"title": title})).expect(200).await;
}

#[tokio::test]
async fn entries_follow_each_change() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.caught_up().await;
    assert!(index(&world).await.is_empty(), "nobody is found who has no stream");

    world.stream_of(&alice).await;
    world.caught_up().await;
    let first = index(&world).await;
    assert!(!first.is_empty());
    assert_eq!(first, wanted(&world, &[&alice]).await);

    title(&world, &alice, "Baking Bread").await;
    world.caught_up().await;
    assert_eq!(index(&world).await, wanted(&world, &[&alice]).await);
    assert!(!index(&world).await.iter().any(|(pk, _)| pk.starts_with("WORD#unti")), "the old title is gone");

    let change = json!({"username": "bread_queen", "name": "Élodie"});
    world.patch("/api/viewer/me").by(&alice).json(&change).expect(200).await;
    world.caught_up().await;
    let renamed = index(&world).await;
    assert_eq!(renamed, wanted(&world, &[&alice]).await);
    assert!(renamed.iter().any(|(pk, _)| pk == "WORD#elodie#all"));
    assert!(!renamed.iter().any(|(pk, _)| pk.starts_with("WORD#alice#")));

    world.go_live(&alice).await;
    world.caught_up().await;
    assert_eq!(index(&world).await.len(), 2 * renamed.len());
    world.end_broadcast(&alice).await;
    world.caught_up().await;
    assert_eq!(index(&world).await, renamed);

    for number in 0..4 {
        let fan = world.viewer(&format!("fan{number}")).await;
        world.post(&format!("/api/social/follow/{}", alice.id)).by(&fan).expect(200).await;
    }
    world.caught_up().await;
    let followed = index(&world).await;
    assert_eq!(followed, wanted(&world, &[&alice]).await);
    assert_ne!(followed, renamed, "four followers are a step");
}

#[tokio::test]
async fn a_suspended_creator_leaves_nothing_in_the_index() {
    let world = World::start().await;
    let (alice, ada) = (world.creator("alice").await, world.admin("ada").await);
    world.go_live(&alice).await;
    world.caught_up().await;
    assert!(!index(&world).await.is_empty());
    let suspend = format!("/api/admin/creators/{}/suspend", alice.id);
    world.post(&suspend).by(&ada).json(&json!({"reason": "spam"})).expect(200).await;
    world.caught_up().await;
    assert_eq!(index(&world).await, BTreeSet::new());
    world.post(&format!("/api/admin/creators/{}/reinstate", alice.id)).by(&ada).expect(200).await;
    world.caught_up().await;
    assert_eq!(index(&world).await, wanted(&world, &[&alice]).await);
}

#[tokio::test]
async fn a_title_of_any_length_is_one_state_after_another() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let letters: String = ('a'..='z').cycle().step_by(7).take(160).collect();
    let long: Vec<_> = letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    let unspaced: String = ('一'..).take(200).collect();
    for given in [long.join(" ").as_str(), unspaced.as_str(), "x"] {
        title(&world, &alice, given).await;
        world.caught_up().await;
        assert_eq!(index(&world).await, wanted(&world, &[&alice]).await, "{given}");
    }
}

#[tokio::test]
async fn random_changes_leave_what_is_wanted() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.creator("bob").await);
    let mut is_live = [false, false];
    let mut runner = TestRunner::deterministic();
    let mut random = |below: usize| (0..below).new_tree(&mut runner).unwrap().current();
    for creator in [&alice, &bob] {
        world.stream_of(creator).await;
    }
    for step in 0..40 {
        let which = random(2);
        let creator = [&alice, &bob][which];
        match random(5) {
            4 => {
                let tags = &["chess", "Talk", "CHESS2", "go"][random(3)..];
                world.put("/api/stream/info").by(creator).json(&json!({ "tags": tags })).expect(200).await;
            }
            0 => title(&world, creator, &format!("Round {step} of {}", "Go Chess Poker".split_at(step % 14).0)).await,
            1 => {
                let change = json!({"name": format!("Name {step}"), "username": format!("user_{which}_{step}")});
                world.patch("/api/viewer/me").by(creator).json(&change).expect(200).await;
            }
            _ if is_live[which] => {
                world.end_broadcast(creator).await;
                is_live[which] = false;
            }
            _ => {
                world.go_live(creator).await;
                is_live[which] = true;
            }
        }
        // Sometimes several changes come in one batch.
        if step % 3 == 0 {
            world.caught_up().await;
            assert_eq!(index(&world).await, wanted(&world, &[&alice, &bob]).await, "after step {step}");
        }
    }
    world.caught_up().await;
    assert_eq!(index(&world).await, wanted(&world, &[&alice, &bob]).await);
}

#[tokio::test]
async fn writers_at_the_same_moment_agree() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let id = world.stream_of(&alice).await;
    for round in 0..5 {
        title(&world, &alice, &format!("Round {round} begins now")).await;
        let refresh = || world.app().store.refresh_search(&id);
        let change = json!({"name": format!("Alice {round}")});
        let rename = world.patch("/api/viewer/me").by(&alice).json(&change).expect(200);
        let (a, b, c, _) = tokio::join!(refresh(), refresh(), refresh(), rename);
        for written in [a, b, c] {
            written.unwrap();
        }
        refresh().await.unwrap();
        assert_eq!(refresh().await.unwrap(), 0, "doing it again writes nothing");
        assert_eq!(index(&world).await, wanted(&world, &[&alice]).await);
    }
}
