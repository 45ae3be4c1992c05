//! A flood into one chat by way of twenty processes of the function, as a machine that floods meets them in Lambda.

use std::cell::Cell;
use std::time::Duration;

use harness::{Setup, World};
use runtime::Clock;
use serde_json::json;

use crate::hostile_events::runtime;

const PROCESSES: usize = 20;
/// Messages of each sender behind the ban's answer.
const BEHIND: usize = 3;
/// A process that starts beside nineteen others has answered by then.
const PATIENCE: Duration = Duration::from_secs(60);

fn path(rest: &str) -> String {
    format!("/api/chat/usr_alice{rest}")
}

/// None is accepted that was begun after the ban was answered, by whichever process, though each of them had the chat's
/// settings and let its writer write.
#[test]
fn a_ban_ends_a_flood_from_twenty_processes() {
    if harness::become_function() {
        return;
    }
    runtime().block_on(async {
        let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
        let setup = Setup { clock: Clock::system(), variables, ..Setup::default() };
        let this = "chat_flood::a_ban_ends_a_flood_from_twenty_processes";
        let world = World::in_processes(setup, this, "warn", &[("chat", PROCESSES)]).await;
        let alice = world.creator("alice").await;
        world.stream_of(&alice).await;
        let bob = world.viewer("bob").await;
        let token = world.post(&path("/token")).by(&bob).expect(200).await;
        let token = format!("Bearer {}", token.data()["chatToken"].as_str().unwrap());
        let (is_banned, accepted, refused) = (Cell::new(false), Cell::new(0), Cell::new(0));
        let flood = async |sender: usize| {
            let (mut n, mut behind) = (0, 0);
            while behind < BEHIND {
                n += 1;
                let is_behind = is_banned.get();
                let body = json!({"text": format!("{sender} {n}")});
                let answer = world.post(&path("/messages")).header("authorization", &token).json(&body).send().await;
                // A busy machine: not accepted, and not refused either.
                if answer.status == 503 {
                    continue;
                }
                assert!(!is_behind || answer.status == 403, "behind the ban: {} {}", answer.status, answer.body);
                match answer.status {
                    201 => accepted.set(accepted.get() + 1),
                    403 => refused.set(refused.get() + 1),
                    other => assert_eq!(other, 429, "{}", answer.body),
                }
                behind += usize::from(is_behind);
            }
        };
        let ban = async {
            let all_at_it = async {
                while world.lambda().busy() < PROCESSES || accepted.get() == 0 {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            tokio::time::timeout(PATIENCE, all_at_it).await.expect("every process answers");
            world.post(&path("/bans")).by(&alice).json(&json!({"userId": "usr_bob"})).expect(201).await;
            is_banned.set(true);
        };
        tokio::join!(futures::future::join_all((0..PROCESSES).map(flood)), ban);
        assert!(refused.get() >= PROCESSES * BEHIND, "{} accepted, {} refused", accepted.get(), refused.get());
    });
}
