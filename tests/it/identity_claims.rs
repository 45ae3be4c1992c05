//! Who a bearer token names, and the profile that a first call makes of its claims.

use harness::{Bearer, World};
use serde_json::{Value, json};

const ME: &str = "/api/viewer/me";

async fn me(world: &World, bearer: &Bearer) -> Value {
    world.get(ME).by(bearer).expect(200).await.data().clone()
}

/// A token whose `sub` is no word of ours.
fn of(world: &World, sub: &str) -> Bearer {
    let mut bearer = Bearer::new("x", world.clock().now()).claim("sub", sub).claim("username", Value::Null);
    sub.clone_into(&mut bearer.id);
    bearer
}

#[tokio::test]
async fn any_sub_is_a_user() {
    let world = World::without_limits().await;
    let long = "l".repeat(200);
    for (sub, id) in [
        ("corp/jane", "~wNRdmB6eS6sM0eZ61HtmmYc-5DhstA9ov1K1L6Uo6ow"),
        ("o'brien@x.example", "~dme4S50jEj7xX6ThX_MVbSg87opq-a-dTL4duuZ8_RA"),
        ("auth0|5f7c8ec7c33c6c004bbafe82", "auth0|5f7c8ec7c33c6c004bbafe82"),
        ("usr+a=b:c@d", "usr+a=b:c@d"),
        ("Guest-1", "Guest-1"),
    ] {
        let data = me(&world, &of(&world, sub)).await;
        assert_eq!(data["id"], id, "{sub}");
        assert_eq!(me(&world, &of(&world, sub)).await, data, "the same at the next call");
    }
    for sub in [long.as_str(), "é", " ", "a#b", "line\nbreak", "\u{0}", "~", "日本語"] {
        let id = me(&world, &of(&world, sub)).await["id"].as_str().unwrap().to_owned();
        assert!(id.starts_with('~') && id.len() == 44, "{sub:?}: {id}");
        // Whoever writes that id into their own `sub` is somebody else.
        assert_ne!(me(&world, &of(&world, &id)).await["id"], id.as_str());
    }
    for sub in ["", "guest-1", "guest-é", "Host-usr_alice", &"é".repeat(256)] {
        world.get(ME).by(&of(&world, sub)).expect(401).await;
    }
    world.get(ME).by(&of(&world, &"é".repeat(255))).expect(200).await;
    world.get(ME).by(&of(&world, "x").claim("sub", 7)).expect(401).await;
}

/// A user whose id was made lives through all that others do.
#[tokio::test]
async fn a_made_id_is_good_everywhere() {
    let world = World::without_limits().await;
    let jane = of(&world, "corp/jane").claim("username", "jane");
    let application = json!({"bio": "I stream every night.", "categories": ["TALK"]});
    world.post("/api/creator/application").by(&jane).json(&application).expect(201).await;
    let id = me(&world, &jane).await["id"].as_str().unwrap().to_owned();
    let ada = world.admin("ada").await;
    world.post(&format!("/api/admin/applications/{id}/approve")).by(&ada).expect(200).await;
    let made = world.post("/api/stream/ingress").by(&jane).expect(201).await;
    assert_eq!(made.data()["userId"], id.as_str());
    world.livekit().push_to_room(&id).unwrap();
    world.settle().await;
    let status = world.get("/api/stream/status").by(&jane).expect(200).await;
    assert_eq!(status.data()["isLive"], true, "its webhooks are hers");

    let bob = world.viewer("bob").await;
    world.post(&format!("/api/social/follow/{id}")).by(&bob).expect(200).await;
    assert_eq!(world.get("/api/social/follow/corp%2Fjane").by(&bob).send().await.status, 404, "a slash parts a path");
    assert_eq!(world.get(&format!("/api/social/followers/{id}")).expect(200).await.body["total"], 1);
    let token = world.post("/api/viewer/token").by(&bob).json(&json!({"hostId": id})).expect(200).await;
    assert_eq!(harness::claims_of(&token)["video"]["room"], id.as_str());
    // By the `sub` too.
    world.post("/api/viewer/token").by(&bob).json(&json!({"hostId": "corp/jane"})).expect(200).await;
    let own = world.post("/api/viewer/token").by(&jane).json(&json!({"hostId": id})).expect(200).await;
    assert_eq!(own.data()["identity"], format!("Host-{id}"));
    let own = world.post(&format!("/api/social/block/{id}")).by(&jane).expect(400).await;
    assert_eq!(own.error(), "You cannot block yourself");
    world.post(&format!("/api/social/block/{}", bob.id)).by(&jane).expect(200).await;
    world.post("/api/viewer/token").by(&bob).json(&json!({"hostId": id})).expect(403).await;
}

#[tokio::test]
async fn a_claim_that_says_nothing_hides_none() {
    let world = World::without_limits().await;
    for (n, nothing) in [json!(""), json!(" "), json!("\u{3164}"), json!(7), json!("a b")].into_iter().enumerate() {
        let name = format!("preferred_{n}");
        let bearer = Bearer::new(&format!("u{n}"), world.clock().now())
            .claim("username", nothing.clone())
            .claim("preferred_username", name.as_str())
            .claim("picture", nothing.clone())
            .claim("image", "https:example.com/a.png")
            .claim("name", "n".repeat(60));
        let data = me(&world, &bearer).await;
        assert_eq!(data["username"], name, "{nothing}");
        assert_eq!(data["image"], "https://example.com/a.png", "{nothing}");
        assert_eq!(data["name"], "n".repeat(50), "{nothing}");
    }
    let unseen = Bearer::new("unseen", world.clock().now()).claim("name", "\u{200D}\u{3164}");
    assert_eq!(me(&world, &unseen).await["name"], "unseen");
}

#[tokio::test]
async fn a_name_that_is_given_cannot_be_taken() {
    let world = World::without_limits().await;
    let alice = world.viewer("alice").await;
    // What a user whose claims bring no name gets: the first 16 digits of the SHA-256 of `usr_zoe`.
    let zoes = "user_5a7a53ecf3a71c80";
    for name in [zoes, &zoes.to_uppercase(), "user_0123456789abcdef"] {
        let answer = world.patch(ME).by(&alice).json(&json!({"username": name})).expect(409).await;
        assert_eq!(answer.error(), "Username is taken");
    }
    let claiming = Bearer::new("mallory", world.clock().now()).claim("username", zoes);
    assert_ne!(me(&world, &claiming).await["username"], zoes);
    let zoe = Bearer::new("zoe", world.clock().now()).claim("username", Value::Null);
    assert_eq!(me(&world, &zoe).await["username"], zoes);
    // A page that sends back the whole profile keeps the name.
    let kept = world.patch(ME).by(&zoe).json(&json!({"username": zoes, "name": "Zoe"})).expect(200).await;
    assert_eq!((&kept.data()["username"], &kept.data()["name"]), (&json!(zoes), &json!("Zoe")));
    // Names near it are free.
    world.patch(ME).by(&alice).json(&json!({"username": "user_1"})).expect(200).await;
}

/// As a table may have it that is older than the rule.
#[tokio::test]
async fn one_whose_given_names_are_taken_gets_another() {
    use domain::{ChannelSettings, Time, User, UserId, Username};
    let world = World::without_limits().await;
    let (zoe, now) = (UserId::parse("usr_zoe").unwrap(), world.clock().now());
    for taken in 0..3 {
        let user = User {
            id: UserId::parse(&format!("usr_squatter{taken}")).unwrap(),
            username: Username::fallback(&zoe, taken),
            name: "Squatter".to_owned(),
            bio: None,
            image: None,
            creator_status: None,
            categories: vec![],
            approved_at: None,
            channel: ChannelSettings::default(),
            created_at: Time::from_secs(now.as_secs()),
            updated_at: now,
        };
        world.app().store.create_profile(user).await.unwrap();
    }
    let bearer = Bearer::new("zoe", now).claim("username", Value::Null);
    let data = me(&world, &bearer).await;
    assert_eq!(data["username"], Username::fallback(&zoe, 3).as_str());
    assert_eq!(me(&world, &bearer).await, data);
    // The claimed name taken as well.
    let other = Bearer::new("other", now).claim("username", "zed");
    let second = Bearer::new("second", now).claim("username", "zed");
    assert_eq!(me(&world, &other).await["username"], "zed");
    assert!(me(&world, &second).await["username"].as_str().unwrap().starts_with("user_"));
}
