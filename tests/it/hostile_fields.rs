//! Fields of every request: what shows nothing, addresses in many spellings, numbers in many spellings.

use harness::{Bearer, World};
use serde_json::{Value, json};

/// Each shows nothing, alone or together.
const UNSEEN: [&str; 12] = [
    "\u{3164}",
    "\u{200D}",
    "\u{115F}",
    "\u{2800}",
    "\u{AD}",
    "\u{200E}\u{200F}",
    "\u{61C}",
    "\u{E0041}\u{E007F}",
    "\u{FE0F}",
    "\u{180E}",
    "\u{FFA0}",
    " \u{A0}\u{3000}\u{3164} ",
];

#[tokio::test]
async fn a_text_that_shows_nothing_is_refused_everywhere() {
    let world = World::without_limits().await;
    let (alice, bob, ada) = (world.creator("alice").await, world.viewer("bob").await, world.admin("ada").await);
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    for unseen in UNSEEN {
        let long = unseen.repeat(12);
        let fields: [(&str, &str, &Bearer, Value, &str); 6] = [
            ("PUT", "/api/stream/info", &alice, json!({"title": unseen}), "title"),
            ("PATCH", "/api/viewer/me", &bob, json!({"name": unseen}), "name"),
            ("PATCH", "/api/viewer/me", &bob, json!({"username": long}), "username"),
            ("POST", "/api/creator/application", &bob, json!({"bio": long, "categories": ["TALK"]}), "bio"),
            ("POST", "/api/admin/creators/usr_alice/suspend", &ada, json!({"reason": unseen}), "reason"),
            ("POST", "/api/viewer/token", &bob, json!({"hostId": 7}), "hostId"),
        ];
        for (method, path, caller, body, field) in fields {
            let answer = world.request(method.parse().unwrap(), path).by(caller).json(&body).send().await;
            assert_eq!((answer.status, answer.fields()), (400, vec![field]), "{path} {unseen:?}: {}", answer.body);
        }
        let guest = json!({"hostId": "usr_alice", "guestName": unseen});
        world.post("/api/viewer/token").json(&guest).expect(400).await;
        let query: String = unseen.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = world.get(&format!("/api/viewer/search?q={query}")).expect(400).await;
        assert_eq!(answer.error(), "Search query is required", "{unseen:?}");
        // Beside something that shows they may stand.
        let title = format!("a{unseen}b").trim().to_owned();
        world.put("/api/stream/info").by(&alice).json(&json!({"title": title})).expect(200).await;
        // Nothing that could be seen clears a text that may be cleared.
        let answer = world.put("/api/stream/info").by(&alice).json(&json!({"description": unseen})).expect(200).await;
        assert_eq!(answer.data()["description"], Value::Null, "{unseen:?}");
    }
}

#[tokio::test]
async fn addresses_are_kept_in_their_normal_form() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    for (path, method, field) in [("/api/stream/info", "PUT", "thumbnail"), ("/api/viewer/me", "PATCH", "image")] {
        let set = |url: &str| world.request(method.parse().unwrap(), path).by(&alice).json(&json!({field: url}));
        for (given, kept) in [
            ("https:example.com/a.png", "https://example.com/a.png"),
            ("HTTPS://Example.COM:443/a/../b.png", "https://example.com/b.png"),
            ("https:\\\\example.com\\a.png", "https://example.com/a.png"),
            ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ] {
            assert_eq!(set(given).expect(200).await.data()[field], kept, "{given}");
        }
        for refused in [
            "//example.com/a.png",
            "/a.png",
            "javascript:alert(1)",
            "https://user@example.com/",
            "https://user:secret@example.com/",
            "https://",
            &format!("https://example.com/{}", "x".repeat(2_029)),
            &format!("https://example.com/{}", "𝒳".repeat(170)),
        ] {
            assert_eq!(set(refused).expect(400).await.fields(), [field], "{refused}");
        }
        let longest = format!("https://example.com/{}", "x".repeat(2_028));
        assert_eq!(set(&longest).expect(200).await.data()[field], longest);
    }
}

#[tokio::test]
async fn whole_numbers_may_be_written_in_several_ways() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let set = |number: &str| world.put("/api/stream/info").by(&alice).body(format!("{{\"reconnectWindow\":{number}}}"));
    for (written, number) in
        [("30", 30), ("30.0", 30), ("3e1", 30), ("0.3E+2", 30), ("-0", 0), ("-0.0", 0), ("3e2", 300)]
    {
        let answer = set(written).expect(200).await;
        assert_eq!(answer.data()["reconnectWindow"], number, "{written}");
    }
    for written in ["30.5", "-1", "301", "1e9", "1e300", "99999999999999999999", "\"30\"", "true", "[30]", "null"] {
        assert_eq!(set(written).expect(400).await.fields(), ["reconnectWindow"], "{written}");
    }
    for written in ["NaN", "Infinity", "1e999", "030", "+30", "0x1e"] {
        assert_eq!(set(written).expect(400).await.fields(), ["body"], "{written}");
    }
    for (query, status) in
        [("limit=1e1&page=1.0", 200), ("limit=10.0", 200), ("limit=1.5", 400), ("page=0", 400), ("page=NaN", 400)]
    {
        let answer = world.get(&format!("/api/social/creators?{query}")).send().await;
        assert_eq!(answer.status, status, "{query}: {}", answer.body);
    }
}

#[tokio::test]
async fn signs_that_people_leave_out_are_left_out() {
    let world = World::without_limits().await;
    for (name, title, queries) in [
        ("ada1", "super\u{AD}star", &["superstar", "super%C2%ADstar"][..]),
        ("ada2", "Don't Starve", &["dont%20starve", "don't", "don%E2%80%99t", "starve"]),
        ("ada3", "O'Learys", &["olearys", "o'learys", "learys"]),
        ("ada4", "e-sports", &["esports", "e-sports", "sports", "e%E2%80%91sports"]),
    ] {
        let creator = world.creator(name).await;
        world.post("/api/stream/ingress").by(&creator).expect(201).await;
        world.put("/api/stream/info").by(&creator).json(&json!({"title": title})).expect(200).await;
        world.caught_up().await;
        for query in queries {
            let answer = world.get(&format!("/api/viewer/search?q={query}")).expect(200).await;
            assert_eq!(answer.each("userId"), [creator.id.as_str()], "{title} by {query}");
        }
    }
}
