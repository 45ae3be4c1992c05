//! Bearer tokens of an identity provider with public keys.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Time;
use harness::{Bearer, IdentityKey, IdentityProvider, World};
use jwt::Algorithm;

use crate::access_matrix::setup;

const KEYS: [IdentityKey; 3] = [IdentityKey::RS256, IdentityKey::ES256, IdentityKey::EDDSA];

async fn status(world: &World, token: &str) -> u16 {
    world.get("/api/viewer/me").header("authorization", &format!("Bearer {token}")).send().await.status
}

fn bob(now: Time) -> Bearer {
    Bearer::new("bob", now)
}

#[tokio::test]
async fn tokens_of_every_asymmetric_algorithm_are_good() {
    let provider = IdentityProvider::start(&KEYS).await;
    let world = World::with(setup(&provider)).await;
    let now = world.clock().now();
    for key in &KEYS {
        let token = bob(now).signed_by(key);
        assert_eq!(status(&world, &token.token()).await, 200, "{:?}", key.algorithm);
        // The only key of its algorithm needs no name.
        assert_eq!(status(&world, &token.clone().key_id(None).token()).await, 200, "{:?}", key.algorithm);
        for (what, bad) in [
            ("expired", token.clone().claim("exp", now.as_secs() - 61)),
            ("without an end", token.clone().claim("exp", serde_json::Value::Null)),
            ("of another issuer", token.clone().claim("iss", "https://id.example.org")),
            ("of no issuer", token.clone().claim("iss", serde_json::Value::Null)),
            ("of an unknown key", token.clone().key_id(Some("nobody's"))),
            ("of another algorithm's key", token.clone().key_id(Some(if key.id == "ec-1" { "ed-1" } else { "ec-1" }))),
        ] {
            assert_eq!(status(&world, &bad.token()).await, 401, "{:?} {what}", key.algorithm);
        }
    }
    assert_eq!(provider.reads(), 1, "a key that is not there is not asked for with every token");
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    let provider = IdentityProvider::start(&KEYS).await;
    let world = World::with(setup(&provider)).await;
    let pem = IdentityKey::RS256_PUBLIC_PEM;
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let mut secrets: Vec<Vec<u8>> =
        vec![pem.into(), pem.trim().into(), base64::engine::general_purpose::STANDARD.decode(der).unwrap(), vec![]];
    for key in &KEYS {
        let jwk = key.public();
        secrets.push(jwk.to_string().into_bytes());
        for part in ["n", "x", "y"].iter().filter_map(|part| jwk[part].as_str()) {
            secrets.push(part.as_bytes().to_vec());
            secrets.push(URL_SAFE_NO_PAD.decode(part).unwrap());
        }
    }
    assert!(secrets.len() > 10);
    for secret in secrets {
        for key in [None, Some("rsa-1"), Some("ec-1"), Some("ed-1")] {
            let forged = bob(world.clock().now()).admin().key_id(key).signed_with(&secret);
            assert_eq!(status(&world, &forged.token()).await, 401);
        }
    }
}

#[tokio::test]
async fn only_the_four_algorithms_are_taken() {
    let provider = IdentityProvider::start(&KEYS).await;
    let world = World::with(setup(&provider)).await;
    let bob = bob(world.clock().now());
    assert_eq!(status(&world, &bob.token()).await, 200);
    assert_eq!(status(&world, &bob.unsigned()).await, 401);
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        assert_eq!(status(&world, &bob.clone().algorithm(algorithm).token()).await, 401, "{algorithm:?}");
    }
    // The key's own family, but another hash than its `alg` says.
    for algorithm in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256] {
        let token = bob.clone().signed_by(&IdentityKey::RS256).algorithm(algorithm);
        assert_eq!(status(&world, &token.token()).await, 401, "{algorithm:?}");
    }
}

#[tokio::test]
async fn a_new_key_is_read_when_its_first_token_comes_and_an_old_one_is_forgotten() {
    let provider = IdentityProvider::start(&[IdentityKey::EDDSA]).await;
    let world = World::with(setup(&provider)).await;
    let token = |key: &IdentityKey| bob(world.clock().now()).signed_by(key).token();
    assert_eq!(status(&world, &token(&IdentityKey::EDDSA)).await, 200);
    assert_eq!(status(&world, &token(&IdentityKey::EDDSA_NEXT)).await, 401);

    provider.rotate(&[IdentityKey::EDDSA_NEXT]);
    // Unknown keys make a read a minute, not one a token: else anybody could have us read all day.
    assert_eq!(status(&world, &token(&IdentityKey::EDDSA_NEXT)).await, 401);
    assert_eq!(provider.reads(), 1);
    world.clock().advance(61_000);
    assert_eq!(status(&world, &token(&IdentityKey::EDDSA_NEXT)).await, 200);
    assert_eq!(provider.reads(), 2);
    assert_eq!(status(&world, &token(&IdentityKey::EDDSA)).await, 401, "the provider took it back");
}
