//! No key, token or secret gets into a log, at any level.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use harness::World;
use serde_json::Value;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::access_matrix::UPLOAD_KEYS;
use crate::flow::{TURN_PASSWORD, everything, setup};
use crate::hostile_events::runtime;
use crate::template::{folders, functions};

/// What every JWT begins with: `{"` in base64. Of our own calls to LiveKit nobody else knows the tokens.
const JWT: &str = "eyJ";
/// The functions' secret key of AWS.
const AWS_SECRET: &str = "the-tests-own-secret-of-aws-000000000001";

/// Every secret of requests and answers, and those of the configuration.
fn secrets(seen: &[(Value, Value)]) -> BTreeSet<String> {
    let fixed = [harness::JWT_SECRET, harness::LIVEKIT_SECRET, TURN_PASSWORD, AWS_SECRET];
    let mut secrets: BTreeSet<String> = fixed.into_iter().chain(UPLOAD_KEYS).map(str::to_owned).collect();
    for (event, answer) in seen {
        // A token without its signature is none.
        let signature = event["headers"]["authorization"].as_str().and_then(|token| token.rsplit('.').next());
        secrets.extend(signature.filter(|signature| signature.len() > 20).map(str::to_owned));
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
        let told = ["streamKey", "token"].into_iter().filter_map(|field| body["data"][field].as_str());
        secrets.extend(told.map(str::to_owned));
    }
    secrets
}

fn check(output: &str, secrets: &BTreeSet<String>) {
    for line in output.lines() {
        let leaked = secrets.iter().map(String::as_str).chain([JWT]).find(|secret| line.contains(*secret));
        assert_eq!(leaked, None, "in the log: {}", line.chars().take(600).collect::<String>());
    }
}

/// The functions as they are deployed, with `RUST_LOG=trace`: a process each, its own log.
#[test]
fn no_secret_is_written_by_a_deployed_function() {
    if harness::become_function() {
        return;
    }
    runtime().block_on(async {
        let (_provider, mut setup) = setup().await;
        setup.variables.push(("AWS_SECRET_ACCESS_KEY", AWS_SECRET.to_owned()));
        let this = "secrecy::no_secret_is_written_by_a_deployed_function";
        let world = World::in_lambda(setup, this, "trace").await;
        everything(&world).await;
        let lambda = world.lambda();
        let (seen, output) = (lambda.seen(), lambda.output());
        let secrets = secrets(&seen);
        assert!(seen.len() > 400 && secrets.len() > 50, "{} requests, {} secrets", seen.len(), secrets.len());

        // What is looked for would be found: each request has its line, and each ingress its id.
        let lines = output.lines().filter(|line| line.contains("\"event\":\"request\"")).count();
        assert!(lines >= seen.len() - 10, "{lines} lines of {} requests", seen.len());
        for ingress in seen.iter().filter_map(|(_, answer)| {
            let body: Value = serde_json::from_str(answer["body"].as_str()?).ok()?;
            body["data"]["streamKey"].as_str()?;
            body["data"]["ingressId"].as_str().map(str::to_owned)
        }) {
            assert!(output.contains(&ingress), "nothing of {ingress}");
        }
        check(&output, &secrets);
        // Nor into an answer, but for what is told once to who asked for it.
        for (_, answer) in &seen {
            for secret in [harness::JWT_SECRET, harness::LIVEKIT_SECRET, AWS_SECRET].into_iter().chain(UPLOAD_KEYS) {
                assert!(!answer.to_string().contains(secret), "in an answer: {answer}");
            }
        }
    });
}

/// What a test's subscriber wrote.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Our own crates at their finest level, `project` and `reconcile` among them, without the filter.
#[test]
fn no_secret_is_written_by_our_own_code() {
    // What a thread's own subscriber sees depends on the threads beside it.
    if !harness::is_alone("secrecy::no_secret_is_written_by_our_own_code") {
        return;
    }
    let captured = Captured::default();
    // Every crate that a function is made of, by its folder, so that none can be forgotten.
    let ours: Vec<String> = ["shared", "functions"].into_iter().flat_map(folders).collect();
    assert!(ours.len() > functions().len() && functions().len() > 11, "{ours:?}");
    // A target is matched by how it begins, so `livekit` alone would let LiveKit's own crates in.
    let filter = Targets::new()
        .with_targets(ours.into_iter().map(|name| (name, Level::TRACE)))
        .with_targets([("livekit_api", Level::WARN), ("livekit_protocol", Level::WARN)]);
    let lines = tracing_subscriber::fmt::layer().json().with_writer(captured.clone());
    let subscriber = tracing_subscriber::registry().with(lines).with(filter);
    let _guard = tracing::subscriber::set_default(subscriber);
    let keys = runtime().block_on(async {
        let (_provider, mut setup) = setup().await;
        setup.variables.push(("AWS_SECRET_ACCESS_KEY", AWS_SECRET.to_owned()));
        let world = World::with(setup).await;
        everything(&world).await;
        let bodies = world.livekit().webhooks().into_iter();
        bodies
            .filter_map(|sent| {
                let body: Value = serde_json::from_str(&sent.body).ok()?;
                body["ingressInfo"]["streamKey"].as_str().map(str::to_owned)
            })
            .collect::<Vec<_>>()
    });
    let output = captured.text();
    for event in ["\"event\":\"reconcile\"", "\"event\":\"request\"", "\"event\":\"ingress_create\"", "IN_", "EG_"] {
        assert!(output.contains(event), "nothing of {event}");
    }
    let mut secrets = secrets(&[]);
    assert!(!keys.is_empty());
    secrets.extend(keys);
    check(&output, &secrets);
}
