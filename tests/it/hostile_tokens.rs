//! Bearer tokens that were tampered with, and rightly signed ones with claims of any kind.

use harness::{Bearer, World};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::hostile_events::{CASES, runner, runtime, value};

#[test]
fn a_changed_token_is_refused() {
    let runtime = runtime();
    let world = runtime.block_on(World::start());
    let bob = runtime.block_on(world.viewer("bob"));
    let token = bob.token();
    let strategy = (any::<Index>(), "[!-~]", 0..3_u8);
    runner(CASES)
        .run(&strategy, |(at, by, how)| {
            let mut letters: Vec<char> = token.chars().collect();
            let at = at.index(letters.len());
            let by = by.chars().next().unwrap();
            match how {
                0 => letters[at] = by,
                1 => letters.insert(at, by),
                _ => _ = letters.remove(at),
            }
            let changed: String = letters.into_iter().collect();
            prop_assume!(changed != token);
            let bearer = format!("Bearer {changed}");
            let answer = runtime.block_on(world.get("/api/viewer/me").header("authorization", &bearer).send());
            prop_assert_eq!(answer.status, 401, "{}", changed);
            Ok(())
        })
        .unwrap();
}

#[test]
fn claims_of_any_kind_are_read_or_refused() {
    let runtime = runtime();
    let world = runtime.block_on(World::without_limits());
    let now = world.clock().now();
    let name = prop::sample::select(vec![
        "sub",
        "username",
        "preferred_username",
        "name",
        "picture",
        "image",
        "role",
        "exp",
        "nbf",
        "iss",
        "aud",
        "iat",
    ]);
    let claims = prop::collection::vec((name, value()), 1..5);
    runner(CASES)
        .run(&claims, |claims| {
            let bearer =
                claims.iter().fold(Bearer::new("bob", now), |bearer, (name, value)| bearer.claim(name, value.clone()));
            let answer = runtime.block_on(world.get("/api/viewer/me").by(&bearer).send());
            prop_assert!(matches!(answer.status, 200 | 401), "{}: {}", answer.status, answer.body);
            // A token must not make an admin of somebody by another form of the claim.
            let is_admin = claims.iter().rev().find(|(name, _)| *name == "role").is_some_and(|(_, role)| {
                role.as_str().is_some_and(|role| role.split_whitespace().any(|word| word == "admin"))
                    || role.as_array().is_some_and(|roles| roles.iter().any(|role| role == "admin"))
            });
            let answer = runtime.block_on(world.get("/api/admin/audit").by(&bearer).send());
            prop_assert!(answer.status == 401 || (answer.status == 200) == is_admin, "{}", answer.status);
            Ok(())
        })
        .unwrap();
}
