//! Bearer tokens beyond the usual: odd keys beside good ones, a provider that is away, headers, clocks,
//! audiences, the admin's claim.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::{Bearer, IdentityKey, IdentityProvider, Setup, World};
use serde_json::{Value, json};

use crate::access_matrix::setup;

async fn status(world: &World, bearer: &Bearer) -> u16 {
    world.get("/api/viewer/me").by(bearer).send().await.status
}

async fn world_with(variables: &[(&'static str, &str)]) -> World {
    let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    World::with(Setup { variables, ..Setup::default() }).await
}

fn bob(world: &World) -> Bearer {
    Bearer::new("bob", world.clock().now())
}

/// What stands in providers' documents beside keys that sign.
fn odd_keys() -> Vec<Value> {
    let rsa = IdentityKey::RS256.public();
    let with = |name: &str, value: Value| {
        let mut key = rsa.clone();
        key["kid"] = json!("odd");
        key[name] = value;
        key
    };
    vec![
        with("kid", json!(7)),
        with("kid", Value::Null),
        with("n", json!("not base64!")),
        with("n", json!("")),
        with("n", json!(7)),
        with("n", Value::Null),
        with("e", json!("AAAA")),
        with("kty", json!("XYZ")),
        with("kty", json!(7)),
        with("kty", json!("oct")),
        with("alg", json!("RS9000")),
        with("alg", json!("RSA-OAEP")),
        with("use", json!("enc")),
        with("key_ops", json!(["encrypt"])),
        with("key_ops", json!(7)),
        with("x5c", json!(7)),
        json!({"kty": "EC", "crv": "P-256", "x": "AA", "kid": "odd"}),
        json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA", "kid": "odd"}),
        json!({"kty": "OKP", "crv": "Ed448", "x": "AA", "kid": "odd"}),
        json!({"kty": "oct", "k": "c2VjcmV0", "kid": "odd"}),
        json!({}),
        json!([]),
        json!("key"),
        Value::Null,
    ]
}

#[tokio::test]
async fn an_odd_key_spoils_no_good_one() {
    for odd in odd_keys() {
        let provider = IdentityProvider::start(&[]).await;
        provider.serve(json!({"keys": [odd, IdentityKey::EDDSA.public(), odd, IdentityKey::ES256.public()]}));
        let world = World::with(setup(&provider)).await;
        for key in [&IdentityKey::EDDSA, &IdentityKey::ES256] {
            assert_eq!(status(&world, &bob(&world).signed_by(key)).await, 200, "{odd}");
        }
        // Its own tokens are refused, and no fault of ours.
        let own = bob(&world).signed_by(&IdentityKey::RS256).key_id(Some("odd"));
        assert_eq!(status(&world, &own).await, 401, "{odd}");
    }
}

#[tokio::test]
async fn a_key_with_its_padding_and_one_of_a_name_that_comes_twice_are_good() {
    let provider = IdentityProvider::start(&[]).await;
    let mut padded = IdentityKey::RS256.public();
    padded["n"] = format!("{}==", padded["n"].as_str().unwrap()).into();
    let mut other = IdentityKey::EDDSA_NEXT.public();
    other["kid"] = json!(IdentityKey::EDDSA.id);
    provider.serve(json!({"keys": [padded, other, IdentityKey::EDDSA.public()]}));
    let world = World::with(setup(&provider)).await;
    for key in [&IdentityKey::RS256, &IdentityKey::EDDSA] {
        assert_eq!(status(&world, &bob(&world).signed_by(key)).await, 200, "{}", key.id);
    }
    // Which of two without a name would it be?
    assert_eq!(status(&world, &bob(&world).signed_by(&IdentityKey::EDDSA).key_id(None)).await, 401);
}

#[tokio::test]
async fn a_provider_that_is_away_is_asked_once_a_minute_and_its_keys_go_on_for_a_day() {
    let provider = IdentityProvider::start(&[IdentityKey::EDDSA]).await;
    let world = World::with(setup(&provider)).await;
    let good = |world: &World| bob(world).signed_by(&IdentityKey::EDDSA);
    let unknown = |world: &World, n: usize| good(world).key_id(Some(&format!("unknown-{n}")));
    assert_eq!(status(&world, &good(&world)).await, 200);
    provider.fail();
    world.clock().advance(61_000);
    for round in 1..=3 {
        for n in 0..20 {
            assert_eq!(status(&world, &unknown(&world, n)).await, 401);
        }
        assert_eq!(status(&world, &good(&world)).await, 200);
        assert_eq!(provider.reads(), 1 + round, "one read a minute");
        world.clock().advance(61_000);
    }
    // Too old to be asked without, and nobody answers: what is held goes on.
    world.clock().advance(11 * 60_000);
    let before = provider.reads();
    for _ in 0..20 {
        assert_eq!(status(&world, &good(&world)).await, 200);
    }
    assert_eq!(provider.reads(), before + 1);
    world.clock().advance(24 * 60 * 60_000);
    let answer = world.get("/api/viewer/me").by(&good(&world)).expect(503).await;
    assert!(answer.header("retry-after").is_some());

    provider.rotate(&[IdentityKey::EDDSA]);
    world.clock().advance(61_000);
    assert_eq!(status(&world, &good(&world)).await, 200);
}

#[tokio::test]
async fn a_provider_that_never_answered_is_not_asked_by_every_token() {
    for nonsense in [json!([]), json!({}), json!({"keys": {}}), json!("x"), Value::Null] {
        let provider = IdentityProvider::start(&[]).await;
        provider.serve(nonsense);
        let world = World::with(setup(&provider)).await;
        let good = bob(&world).signed_by(&IdentityKey::EDDSA);
        for _ in 0..10 {
            assert_eq!(status(&world, &good).await, 503);
        }
        assert_eq!(provider.reads(), 1);
        provider.rotate(&[IdentityKey::EDDSA]);
        world.clock().advance(5_000);
        assert_eq!(status(&world, &good).await, 200);
    }
}

/// The token with another header before its claims; its signature is made anew.
fn with_header(header: &Value, bearer: &Bearer) -> String {
    let token = bearer.token();
    let claims = token.split('.').nth(1).unwrap();
    let signed = format!("{}.{claims}", URL_SAFE_NO_PAD.encode(header.to_string()));
    let key = jwt::EncodingKey::from_secret(harness::JWT_SECRET.as_bytes());
    let signature = jwt::sign(signed.as_bytes(), &key, jwt::Algorithm::HS256).unwrap();
    format!("{signed}.{signature}")
}

#[tokio::test]
async fn a_header_that_must_be_understood_is_not() {
    let world = World::start().await;
    let bob = bob(&world);
    for (header, status) in [
        (json!({"alg": "HS256"}), 200),
        (json!({"alg": "HS256", "typ": "at+jwt", "x": 7}), 200),
        (json!({"alg": "HS256", "crit": ["x"], "x": 1}), 401),
        (json!({"alg": "HS256", "crit": ["exp"]}), 401),
        (json!({"alg": "HS256", "crit": ["b64"], "b64": false}), 401),
        (json!({"alg": "HS256", "crit": []}), 401),
        (json!({"alg": "HS256", "crit": null}), 401),
        (json!({"alg": "HS256", "crit": "x"}), 401),
        (json!({"alg": "hs256"}), 401),
        (json!({"alg": "none"}), 401),
        (json!({"alg": "HS512"}), 401),
        (json!({}), 401),
    ] {
        let bearer = format!("Bearer {}", with_header(&header, &bob));
        let answer = world.get("/api/viewer/me").header("authorization", &bearer).send().await;
        assert_eq!(answer.status, status, "{header}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let world = World::start().await;
    let now = world.clock().now().as_secs();
    for (claim, value, status_then) in [
        ("nbf", json!(now + 3), 200),
        ("nbf", json!(now + 60), 200),
        ("nbf", json!(now + 61), 401),
        ("nbf", json!(null), 200),
        ("nbf", json!("soon"), 401),
        ("exp", json!(now - 59), 200),
        ("exp", json!(now - 60), 401),
        ("exp", json!(now as f64 + 0.5), 200),
        ("exp", json!(i64::MAX), 200),
        ("exp", json!(1e300), 200),
        ("exp", json!(i64::MIN), 401),
        ("exp", json!(-1e300), 401),
        ("exp", json!(null), 401),
        ("exp", json!((now + 60).to_string()), 401),
        ("iat", json!(now + 1_000), 200),
    ] {
        assert_eq!(status(&world, &bob(&world).claim(claim, value.clone())).await, status_then, "{claim} {value}");
    }
}

#[tokio::test]
async fn one_audience_of_several_will_do_and_a_client_where_there_is_none() {
    let world = world_with(&[("JWT_AUDIENCE", "onair-web, onair-app,")]).await;
    for (aud, client, status_then) in [
        (json!("onair-web"), json!(null), 200),
        (json!("onair-app"), json!(null), 200),
        (json!(["x", "onair-app"]), json!(null), 200),
        (json!(null), json!("onair-web"), 200),
        (json!(""), json!("onair-web"), 200),
        (json!([]), json!("onair-web"), 200),
        (json!("x"), json!("onair-web"), 401),
        (json!(["x"]), json!("onair-web"), 401),
        (json!("onair-web, onair-app"), json!(null), 401),
        (json!(null), json!(null), 401),
        (json!(null), json!(["onair-web"]), 401),
        (json!({"onair-web": 1}), json!("onair-web"), 401),
        (json!(7), json!(null), 401),
        (json!("chat"), json!(null), 401),
    ] {
        let bearer = bob(&world).claim("aud", aud.clone()).claim("client_id", client.clone());
        assert_eq!(status(&world, &bearer).await, status_then, "{aud} {client}");
    }
    // Whoever asks for none takes any.
    let world = World::start().await;
    assert_eq!(status(&world, &bob(&world).claim("aud", "x")).await, 200);
}

#[tokio::test]
async fn the_admin_claim_may_lie_deep() {
    let claims = |bearer: Bearer| {
        bearer
            .claim("realm_access", json!({"roles": ["user", "admin"]}))
            .claim("https://x.example/role", "user admin")
            .claim("cognito:groups", json!(["admin"]))
            .claim("nobody", "administrator")
    };
    for (claim, status_then) in [
        ("realm_access.roles", 200),
        ("https://x.example/role", 200),
        ("cognito:groups", 200),
        ("realm_access", 403),
        ("realm_access.role", 403),
        ("nobody", 403),
    ] {
        let world = world_with(&[("ADMIN_CLAIM", claim)]).await;
        let answer = world.get("/api/admin/audit").by(&claims(bob(&world))).send().await;
        assert_eq!(answer.status, status_then, "{claim}");
    }
}

/// Tokens that we sign ourselves for other things are no bearer tokens.
#[tokio::test]
async fn a_token_for_a_room_is_no_bearer_token() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let bob = world.viewer("bob").await;
    let answer = world.post("/api/viewer/token").by(&bob).json(&json!({"hostId": alice.id})).expect(200).await;
    let bearer = format!("Bearer {}", answer.data()["token"].as_str().unwrap());
    world.get("/api/viewer/me").header("authorization", &bearer).expect(401).await;
    // Nor is one signed with what another purpose's key is made of.
    let forged = bob.clone().signed_with(harness::LIVEKIT_SECRET);
    world.get("/api/viewer/me").by(&forged).expect(401).await;
    world.get("/api/viewer/me").by(&bob.signed_with("")).expect(401).await;
}
