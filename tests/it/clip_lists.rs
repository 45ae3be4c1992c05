//! GET /api/clip/:clipId, /api/clip/creator/:username, /api/clip/mine: who finds what.

use domain::UserId;
use domain::clip::{Clip, ClipState, Made, Range, Wish};
use domain::recording::{Visibility, VodState};
use harness::{Answer, Bearer, World};
use serde_json::json;

use crate::vod_lists::vod;

/// A clip by `author` of a video, from 10 s to 40 s of it, the `n`th, as the store has it.
pub(crate) async fn clip(world: &World, author: &Bearer, vod_id: &str, n: i64, state: ClipState) -> String {
    let store = &world.app().store;
    let at = world.clock().now().plus_secs(n);
    let vod = store.vod(vod_id).await.unwrap().unwrap();
    let wish = Wish::Media { ranges: vec![Range { from_millis: 10_000, to_millis: 40_000 }] };
    let author = UserId::parse(&author.id).unwrap();
    let clip = Clip::new(&format!("{vod_id} {author} {n}"), &vod, &author, &format!("Clip {n}"), wish, at);
    store.begin_clip(&clip, 0, at).await.unwrap();
    become_of(world, &clip, state).await;
    clip.id
}

async fn become_of(world: &World, clip: &Clip, state: ClipState) {
    let store = &world.app().store;
    match state {
        ClipState::Processing => {}
        ClipState::Ready => assert!(store.clip_made(clip, &made()).await.unwrap()),
        ClipState::Failed => assert!(store.clip_failed(clip, "Nothing was recorded then").await.unwrap()),
    }
}

/// What was made of such a clip.
pub(crate) fn made() -> Made {
    Made {
        edit: 0,
        playlist: 0,
        offset_millis: 10_000,
        start_offset_millis: 2_000,
        duration_millis: 30_000,
        has_poster: false,
    }
}

fn titles(answer: &Answer) -> Vec<&str> {
    answer.data().as_array().into_iter().flatten().filter_map(|clip| clip["title"].as_str()).collect()
}

#[tokio::test]
async fn each_finds_what_they_may_and_nobody_else_the_rest() {
    let world = World::start().await;
    let (alice, bob, carol) = (world.creator("alice").await, world.viewer("bob").await, world.creator("carol").await);
    let public = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let followers = vod(&world, &alice, 2, VodState::Ready, Visibility::Followers).await;
    let private = vod(&world, &alice, 3, VodState::Ready, Visibility::Private).await;
    let ready = clip(&world, &bob, &public, 1, ClipState::Ready).await;
    clip(&world, &bob, &public, 2, ClipState::Processing).await;
    let failed = clip(&world, &bob, &public, 3, ClipState::Failed).await;
    clip(&world, &carol, &followers, 4, ClipState::Ready).await;
    let hidden = clip(&world, &alice, &private, 5, ClipState::Ready).await;
    let of_carol = vod(&world, &carol, 1, VodState::Ready, Visibility::Public).await;
    clip(&world, &bob, &of_carol, 6, ClipState::Ready).await;

    let list = "/api/clip/creator/ALICE";
    for who in [None, Some(&bob), Some(&carol)] {
        let request = world.get(list);
        let request = if let Some(who) = who { request.by(who) } else { request };
        assert_eq!(titles(&request.expect(200).await), ["Clip 4", "Clip 1"]);
    }
    let own = world.get(list).by(&alice).expect(200).await;
    assert_eq!(
        (titles(&own), &own.data()[1]["author"]["username"]),
        (vec!["Clip 5", "Clip 4", "Clip 1"], &json!("carol"))
    );
    assert_eq!(
        titles(&world.get("/api/clip/mine").by(&bob).expect(200).await),
        ["Clip 6", "Clip 3", "Clip 2", "Clip 1"]
    );
    assert_eq!(titles(&world.get("/api/clip/mine").by(&alice).expect(200).await), ["Clip 5"]);

    let one = |id: &str| format!("/api/clip/{id}");
    let found = world.get(&one(&ready)).expect(200).await;
    assert_eq!((&found.data()["offset"], &found.data()["duration"]), (&json!(10.0), &json!(30.0)));
    assert_eq!(found.data()["reason"], json!(null));
    let found = world.get(&one(&failed)).expect(200).await;
    assert_eq!(
        (&found.data()["state"], &found.data()["reason"]),
        (&json!("FAILED"), &json!("Nothing was recorded then"))
    );
    world.get(&one(&hidden)).by(&alice).expect(200).await;
    for (id, who) in [(hidden.as_str(), &bob), ("none", &bob), ("none", &alice)] {
        assert_eq!(world.get(&one(id)).by(who).expect(404).await.error(), "Clip not found");
    }

    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    world.get(&one(&ready)).by(&bob).expect(404).await;
    assert_eq!(world.get(list).by(&bob).expect(404).await.error(), "Creator not found");
    assert_eq!(titles(&world.get("/api/clip/mine").by(&bob).expect(200).await), ["Clip 6"]);
    world.get(&one(&ready)).expect(200).await;
    let ada = world.admin("ada").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    world.get(&one(&ready)).expect(404).await;
    world.get(list).expect(404).await;
    assert_eq!(titles(&world.get("/api/clip/mine").by(&carol).expect(200).await), [""; 0]);
}

#[tokio::test]
async fn a_clip_is_never_more_visible_than_its_video() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let path = format!("/api/clip/{}", clip(&world, &bob, &vod_id, 1, ClipState::Ready).await);
    let show = async |visibility: &str| {
        let change = json!({"visibility": visibility});
        world.patch(&format!("/api/vod/{vod_id}")).by(&alice).json(&change).expect(200).await;
    };
    show("FOLLOWERS").await;
    assert_eq!(world.get(&path).expect(200).await.data()["visibility"], "FOLLOWERS");
    show("PRIVATE").await;
    world.get(&path).expect(404).await;
    world.get(&path).by(&bob).expect(404).await;
    world.get(&path).by(&alice).expect(200).await;
    assert_eq!(titles(&world.get("/api/clip/creator/alice").expect(200).await), [""; 0]);
    assert_eq!(titles(&world.get("/api/clip/mine").by(&bob).expect(200).await), [""; 0]);
    show("PUBLIC").await;
    assert_eq!(world.get(&path).expect(200).await.data()["visibility"], "PUBLIC");
}

#[tokio::test]
async fn pages_follow_each_other_and_belong_to_their_list() {
    let world = World::start().await;
    let (alice, bob, carol) = (world.creator("alice").await, world.viewer("bob").await, world.viewer("carol").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    for n in 0..5 {
        let state = if n == 3 { ClipState::Failed } else { ClipState::Ready };
        clip(&world, &bob, &vod_id, n, state).await;
    }
    for (path, expected) in [("/api/clip/mine?limit=2", [2, 2, 1]), ("/api/clip/creator/alice?limit=2", [1, 2, 1])] {
        let mut sizes = vec![];
        let mut next = path.to_owned();
        loop {
            let page = world.get(&next).by(&bob).expect(200).await;
            sizes.push(titles(&page).len());
            let Some(cursor) = page.next_cursor().map(str::to_owned) else { break };
            let foreign = world.get(&format!("/api/clip/mine?cursor={cursor}")).by(&carol).expect(400).await;
            assert_eq!(foreign.error(), "Invalid cursor");
            next = format!("{path}&cursor={cursor}");
        }
        assert_eq!(sizes, expected, "{path}");
    }
    // The cursor of a creator's list knows whose it is: the name alone does not carry it on.
    let page = world.get("/api/clip/creator/alice?limit=2").expect(200).await;
    let cursor = page.next_cursor().unwrap();
    let dave = world.creator("dave").await;
    let of = |name: &str| format!("/api/clip/creator/{name}?cursor={cursor}");
    assert_eq!(world.get(&of("dave")).expect(400).await.error(), "Invalid cursor");
    let call = async |who: &Bearer, name: &str| {
        world.patch("/api/viewer/me").by(who).json(&json!({ "username": name })).expect(200).await;
    };
    call(&alice, "alicia").await;
    assert_eq!(world.get(&of("alice")).expect(404).await.error(), "Creator not found");
    call(&dave, "alice").await;
    assert_eq!(world.get(&of("alice")).expect(400).await.error(), "Invalid cursor");
}
