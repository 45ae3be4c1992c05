//! Question: how long does a function take to start, what does it hold, and what does it add to its calls
//! of the table?

use std::time::Duration;

use domain::UserId;
use harness::{Setup, World};
use store::Edge;

use crate::Failed;
use crate::process::{Binaries, Environment, repository};
use crate::report::{Report, millis, percentile};
use crate::subject::{self, CALLS, FIGURES, STARTS, Subject};

/// Each function, and the event of `events/` that it answers. The reconciler waits between its two looks,
/// so only its start says something.
const FUNCTIONS: [(&str, Option<&str>); 12] = [
    ("stream", Some("get_info.creator")),
    ("viewer", Some("get_stream.guest")),
    ("social", Some("get_follow.viewer")),
    ("webhook", Some("receive_webhook.participant_joined")),
    ("creator", Some("get_application_status.viewer")),
    ("admin", Some("list_audit.admin")),
    ("analytics", Some("list_broadcasts.creator")),
    ("vod", Some("list_creator_vods.guest")),
    ("chat", Some("get_chat.guest")),
    ("chat_fan", Some("chat_fan.said")),
    ("project", Some("project.outbox")),
    ("reconcile", None),
];
/// What they are measured against: hello-world, and the read that `get_follow` makes.
const BASELINES: [&str; 2] = ["hello", "bare"];

/// The secrets with which the files of `events/` are signed.
#[must_use]
pub fn setup() -> Setup {
    let (key, secret) = ("devkey".to_owned(), "onair-development-secret-for-livekit".to_owned());
    let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
    Setup { livekit_key: key, livekit_secret: secret, variables, ..Setup::default() }
}

/// The bearer tokens' secret in `events/`.
pub const JWT_SECRET: &str = "onair-development-secret-for-bearer-tokens";

/// What a function of `world` is told.
#[must_use]
pub fn environment(world: &World, setup: &Setup) -> Environment {
    let table = world.table();
    vec![
        ("TABLE_NAME", table.name.clone()),
        ("AWS_REGION", table.region.clone()),
        ("AWS_ENDPOINT_URL_DYNAMODB", table.endpoint.clone().unwrap_or_default()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("LIVEKIT_URL", world.livekit().url()),
        ("LIVEKIT_API_KEY", setup.livekit_key.clone()),
        ("LIVEKIT_API_SECRET", setup.livekit_secret.clone()),
        ("JWT_SECRET", JWT_SECRET.to_owned()),
        // As where tokens are an identity provider's: what its keys need is not to be made at each start.
        ("JWT_JWKS_URL", "https://id.example.com/.well-known/jwks.json".to_owned()),
        ("RATE_LIMIT_SCALE", "0".to_owned()),
        ("RUST_LOG", "info".to_owned()),
    ]
}

/// A file of `events/`.
///
/// # Errors
/// There is none.
pub fn event(name: &str) -> Result<String, Failed> {
    Ok(std::fs::read_to_string(repository().join("events").join(format!("{name}.json")))?)
}

/// Whom the events speak of: alice, who may publish, and bob, who follows her.
pub async fn people(world: &World) {
    world.creator_with_ingress("usr_alice", "IN_alice").await;
    let bob = world.viewer("bob").await;
    world.post("/api/social/follow/usr_alice").by(&bob).send().await;
}

/// Measures all functions, whose binaries are in `built`.
///
/// # Errors
/// A binary that is not there or fails.
pub async fn measure(report: &mut Report, built: &Binaries) -> Result<(), Failed> {
    let setup = setup();
    let world = World::with(setup.clone()).await;
    people(&world).await;
    let mut environment = environment(&world, &setup);
    let edge = Edge::key(&UserId::parse("usr_bob")?, &UserId::parse("usr_alice")?);
    environment.extend([("BARE_PK", edge.pk.clone()), ("BARE_SK", edge.sk.clone())]);
    let greeted = Some(event("get_follow.viewer")?);
    let mut subjects = vec![];
    for name in BASELINES {
        subjects.push(Subject::new(name, built.of(name), greeted.clone()));
    }
    for (name, file) in FUNCTIONS {
        let binary = built.of(name);
        // One that is not built has no row.
        if binary.is_file() {
            subjects.push(Subject::new(name, binary, file.map(event).transpose()?));
        }
    }
    subject::start_in_turns(&mut subjects, &environment).await?;
    tell(report, &mut subjects).await
}

async fn tell(report: &mut Report, subjects: &mut [Subject]) -> Result<(), Failed> {
    report.heading("Start and memory of a function");
    report.line(&format!(
        "Medians of {STARTS} starts in turns; warm: {CALLS} answers of one process, also in turns. `hello` is a `lambda_http` \
         hello-world, `bare` makes the read of `get_follow` and nothing else."
    ));
    report.columns(&[&["function", "event", "init ms", "x hello"], &FIGURES[..], &["log bytes"]].concat());
    let hello = percentile(&mut subjects[0].inits, 50);
    let bare = percentile(&mut subjects[1].warm, 50);
    for subject in subjects.iter_mut() {
        let what = FUNCTIONS.iter().find(|(name, _)| *name == subject.name).and_then(|(_, event)| *event);
        let init = percentile(&mut subject.inits, 50);
        let mut row = vec![subject.name.clone(), what.unwrap_or_default().to_owned(), millis(init), ratio(init, hello)];
        row.extend(subject.figures().await?);
        row.push(subject.logged.to_string());
        report.row(&row);
    }
    if let Some(social) = subjects.iter_mut().find(|subject| subject.name == "social") {
        let warm = percentile(&mut social.warm, 50);
        report.line(&format!("\nWarm, `get_follow` over `bare`: {} x.", ratio(warm, bare)));
    }
    Ok(())
}

fn ratio(of: Duration, to: Duration) -> String {
    format!("{:.2}", of.as_secs_f64() / to.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_function_is_measured() {
        let folders = std::fs::read_dir(repository().join("functions")).unwrap();
        let functions: BTreeSet<String> =
            folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(functions, FUNCTIONS.iter().map(|(name, _)| (*name).to_owned()).collect());
        for file in FUNCTIONS.iter().filter_map(|(_, file)| *file) {
            event(file).unwrap();
        }
    }
}
