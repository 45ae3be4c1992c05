//! Bodies and texts that are meant to break something have a defined answer.

use harness::{Answer, Bearer, World};
use serde_json::{Value, json};

async fn with_alice() -> (World, Bearer) {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    (world, alice)
}

async fn put_info(world: &World, alice: &Bearer, body: impl Into<Vec<u8>>) -> Answer {
    world.put("/api/stream/info").by(alice).header("content-type", "application/json").body(body).send().await
}

#[tokio::test]
async fn a_body_has_100_kb_and_not_a_byte_more() {
    let (world, alice) = with_alice().await;
    let padded = |bytes: usize| {
        let body = json!({"title": "Long"}).to_string();
        format!("{}{}", " ".repeat(bytes - body.len()), body)
    };
    assert_eq!(put_info(&world, &alice, padded(100 * 1024)).await.status, 200);
    let refused = put_info(&world, &alice, padded(100 * 1024 + 1)).await;
    assert_eq!((refused.status, refused.error()), (413, "Payload too large"));
    // Before the token is looked at; and on a route that reads no body.
    let big = vec![b'x'; 100 * 1024 + 1];
    let nobody = world.put("/api/stream/info").body(big.clone()).expect(413).await;
    assert_eq!(nobody.error(), "Payload too large");
    world.delete("/api/stream/ingress").by(&alice).body(big.clone()).expect(413).await;
    // A wrong method goes before it.
    world.post("/api/stream/info").by(&alice).body(big).expect(405).await;
}

#[tokio::test]
async fn what_is_no_json_object_is_told_so() {
    let (world, alice) = with_alice().await;
    let deep = |n: usize| format!("{}{}", "{\"title\":".repeat(n), "[".repeat(n));
    let nested = |n: usize| format!("{{\"title\":\"T\",\"x\":{}{}}}", "[".repeat(n), "]".repeat(n));
    let bodies: Vec<Vec<u8>> = vec![
        b"{".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\"title\"".to_vec(),
        b"{\"title\":\"\xff\xfe\"}".to_vec(),
        b"{\"title\":\"\\ud800\"}".to_vec(),
        b"\xef\xbb\xbf{\"title\":\"T\"}".to_vec(),
        b"{\"title\":\"T\"} x".to_vec(),
        b"\x00".to_vec(),
        b"{\"title\": 1e999}".to_vec(),
        deep(10_000).into_bytes(),
        nested(40_000).into_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let answer = put_info(&world, &alice, body).await;
        assert_eq!((answer.status, answer.error()), (400, "Validation error"), "{shown}");
        assert_eq!(answer.fields(), ["body"], "{shown}");
    }
    // Unknown fields are passed over, however deep they are within reason.
    assert_eq!(put_info(&world, &alice, nested(100)).await.status, 200);
}

#[tokio::test]
async fn of_a_key_that_comes_twice_the_last_counts() {
    let (world, alice) = with_alice().await;
    let answer = put_info(&world, &alice, r#"{"title": 7, "title": "First", "title": "Last"}"#).await;
    assert_eq!((answer.status, &answer.data()["title"]), (200, &json!("Last")));
    let answer = put_info(&world, &alice, r#"{"title": "First", "title": 7}"#).await;
    assert_eq!(answer.fields(), ["title"]);
}

#[tokio::test]
async fn texts_that_hide_or_turn_what_stands_around_them_are_refused_everywhere() {
    let (world, alice) = with_alice().await;
    let ada = world.admin("ada").await;
    let bob = world.viewer("bob").await;
    for evil in ["a\u{0}b", "a\u{1b}[31mb", "a\u{202e}b", "a\u{2066}b", "a\u{200b}b", "a\u{feff}b"] {
        let fields: [(&str, &str, &Bearer, Value, &str); 7] = [
            ("PUT", "/api/stream/info", &alice, json!({"title": evil}), "title"),
            ("PUT", "/api/stream/info", &alice, json!({"description": evil}), "description"),
            ("PUT", "/api/stream/info", &alice, json!({"thumbnail": format!("https://x/{evil}")}), "thumbnail"),
            ("PATCH", "/api/viewer/me", &alice, json!({"name": evil}), "name"),
            ("PATCH", "/api/viewer/me", &alice, json!({"username": evil}), "username"),
            (
                "POST",
                "/api/creator/application",
                &bob,
                json!({"bio": format!("ten letters {evil}"), "categories": ["TALK"]}),
                "bio",
            ),
            ("POST", "/api/admin/creators/usr_alice/suspend", &ada, json!({"reason": evil}), "reason"),
        ];
        for (method, path, caller, body, field) in fields {
            let answer = world.request(method.parse().unwrap(), path).by(caller).json(&body).send().await;
            assert_eq!((answer.status, answer.fields()), (400, vec![field]), "{path} {evil:?}: {}", answer.body);
        }
        let guest = json!({"hostId": "usr_alice", "guestName": evil});
        let answer = world.post("/api/viewer/token").json(&guest).expect(400).await;
        assert_eq!(answer.fields(), ["guestName"], "{evil:?}");
        // Claims of that kind count as missing.
        let named = Bearer::new("eve", world.clock().now()).claim("name", evil).claim("username", evil);
        let me = world.get("/api/viewer/me").by(&named).expect(200).await;
        assert!(!me.body.to_string().contains(evil) && me.data()["username"].as_str().unwrap().starts_with("user_"));
    }
}

#[tokio::test]
async fn a_path_of_any_kind_names_nobody() {
    let (world, alice) = with_alice().await;
    for id in ["a%23b", "%00", "%F0%9F%92%A9", "%E2%80%AE", "a%2Fb", "..", "%2e%2e", "%ff", "guest-1", "Host-usr_alice"]
    {
        for path in ["/api/social/follow/", "/api/social/block/"] {
            let answer = world.post(&format!("{path}{id}")).by(&alice).send().await;
            assert_eq!(answer.status, 404, "{path}{id}: {}", answer.body);
        }
        let path = format!("/api/viewer/stream/{id}");
        assert_eq!(world.get(&path).send().await.status, 404, "{path}");
    }
    let long = format!("/api/viewer/stream/{}", "x".repeat(9_000));
    world.get(&long).expect(404).await;
}

#[tokio::test]
async fn a_query_of_any_kind_is_read_or_refused() {
    let (world, _alice) = with_alice().await;
    for (query, status) in [
        ("q=%00", 400),
        ("q=%E2%80%AEa", 400),
        ("q=%ff", 200),
        ("q=a&q=b", 200),
        ("q=a&limit=0", 400),
        ("q=a&limit=101", 400),
        ("q=a&limit=-1", 400),
        ("q=a&limit=99999999999999999999", 400),
        ("q=a&limit=1e1", 200),
        ("q=a&limit=10.0", 200),
        ("q=a&limit=1.5", 400),
        ("q=a&limit=NaN", 400),
        ("q=a&limit=-0", 400),
        ("q=%E3%85%A4", 400),
        ("q=%E2%80%8D", 400),
        ("q=a&limit=", 200),
        ("q=%20", 400),
        ("&&&=&q=a", 200),
    ] {
        let answer = world.get(&format!("/api/viewer/search?{query}")).send().await;
        assert_eq!(answer.status, status, "{query}: {}", answer.body);
    }
}
