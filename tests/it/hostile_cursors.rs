//! Cursors that were tampered with or carried over from elsewhere lead nowhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::{Bearer, World};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::hostile_events::{CASES, runner, runtime};

/// A list, and who asks for it.
type List = (&'static str, Option<Bearer>);

/// A world in which every list has a second page; the lists, with a cursor to it each.
async fn lists() -> (World, Vec<(List, String)>) {
    let world = World::without_limits().await;
    let (alice, carol) = (world.creator("alice").await, world.creator("carol").await);
    let (bob, dave, ada) = (world.viewer("bob").await, world.viewer("dave").await, world.admin("ada").await);
    for creator in [&alice, &carol] {
        world.post("/api/stream/ingress").by(creator).expect(201).await;
        world.livekit().push_to_room(&creator.id).unwrap();
        for follower in [&bob, &dave] {
            world.post(&format!("/api/social/follow/{}", creator.id)).by(follower).expect(200).await;
        }
    }
    for name in ["pat", "rex"] {
        let application = json!({"bio": "I stream every night.", "categories": ["TALK"]});
        let applicant = Bearer::new(name, world.clock().now());
        world.post("/api/creator/application").by(&applicant).json(&application).expect(201).await;
    }
    world.settle().await;
    let lists = [
        ("/api/viewer/live", None),
        ("/api/viewer/following", Some(bob.clone())),
        ("/api/viewer/following", Some(dave.clone())),
        ("/api/viewer/search?q=a", None),
        ("/api/viewer/search?q=al", None),
        ("/api/social/followers/usr_alice", None),
        ("/api/social/followers/usr_carol", None),
        ("/api/social/following/usr_bob", None),
        ("/api/social/creators", None),
        ("/api/social/creators?category=TALK", None),
        ("/api/admin/applications", Some(ada.clone())),
        ("/api/admin/audit", Some(ada)),
    ];
    let mut with_cursors = vec![];
    for list in lists {
        let answer = page(&world, &list, None).await;
        assert_eq!(answer.status, 200, "{}: {}", list.0, answer.body);
        if let Some(cursor) = answer.next_cursor() {
            let cursor = cursor.to_owned();
            with_cursors.push((list, cursor));
        }
    }
    (world, with_cursors)
}

async fn page(world: &World, (path, caller): &List, cursor: Option<&str>) -> harness::Answer {
    let mut path = format!("{path}{}limit=1", if path.contains('?') { '&' } else { '?' });
    if let Some(cursor) = cursor {
        path = format!("{path}&cursor={cursor}");
    }
    let request = world.get(&path);
    match caller {
        Some(caller) => request.by(caller),
        None => request,
    }
    .send()
    .await
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_and_reader_only() {
    let (world, lists) = lists().await;
    let paths: Vec<&str> = lists.iter().map(|(list, _)| list.0).collect();
    assert!(paths.len() >= 10, "only these have a second page: {paths:?}");
    for (at, (_, cursor)) in lists.iter().enumerate() {
        for (other, (list, _)) in lists.iter().enumerate() {
            let answer = page(&world, list, Some(cursor)).await;
            let who = list.1.as_ref().map(|who| &who.id);
            let expected = if at == other { (200, "") } else { (400, "Invalid cursor") };
            assert_eq!((answer.status, answer.error()), expected, "{} of {who:?} with {}'s", list.0, paths[at]);
        }
    }
}

#[test]
fn a_changed_cursor_is_refused() {
    let runtime = runtime();
    let (world, lists) = runtime.block_on(lists());
    let strategy = (prop::sample::select((0..lists.len()).collect::<Vec<_>>()), any::<Index>(), 1..=255_u8, 0..3_u8);
    runner(CASES)
        .run(&strategy, |(list, at, by, how)| {
            let (list, cursor) = &lists[list];
            let mut bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap();
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] ^= by,
                1 => bytes.insert(at, by),
                _ => bytes.truncate(at),
            }
            let changed = URL_SAFE_NO_PAD.encode(bytes);
            // No cursor at all is the first page.
            prop_assume!(!changed.is_empty() && changed != *cursor);
            let answer = runtime.block_on(page(&world, list, Some(&changed)));
            prop_assert_eq!((answer.status, answer.error()), (400, "Invalid cursor"));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_text_of_any_kind_is_no_cursor() {
    let runtime = runtime();
    let (world, lists) = runtime.block_on(lists());
    runner(CASES)
        .run(
            &(prop::sample::select((0..lists.len()).collect::<Vec<_>>()), "[A-Za-z0-9_%.~-]{1,300}"),
            |(list, text)| {
                let answer = runtime.block_on(page(&world, &lists[list].0, Some(&text)));
                prop_assert_eq!(answer.status, 400);
                Ok(())
            },
        )
        .unwrap();
}

/// With the cursor's time over, the same text is none any more.
#[tokio::test]
async fn an_outlived_cursor_is_refused() {
    let (world, lists) = lists().await;
    let (list, cursor) = lists.iter().find(|(list, _)| list.0 == "/api/social/followers/usr_alice").unwrap();
    world.clock().advance(10 * 60 * 1_000);
    assert_eq!(page(&world, list, Some(cursor)).await.status, 200, "10 minutes are promised");
    world.clock().advance(24 * 60 * 60 * 1_000);
    assert_eq!(page(&world, list, Some(cursor)).await.error(), "Invalid cursor");
}
