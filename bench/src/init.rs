//! Question: how long does a function take to start, what does it hold, and what does it add to its calls
//! of the table?

use std::path::{Path, PathBuf};
use std::time::Duration;

use harness::{Setup, World};
use shared::domain::UserId;
use shared::store::Key;

use crate::Failed;
use crate::process::{Environment, Process, binary, repository, zipped};
use crate::report::{Report, megabytes, millis, percentile};

/// Starts that a median is taken of.
const STARTS: usize = 15;
/// Answers of one process that the warm times are taken of.
const CALLS: usize = 300;
/// Each function, and the event of `events/` that it answers. The reconciler waits between its two looks,
/// so only its start says something.
const FUNCTIONS: [(&str, Option<&str>); 8] = [
    ("stream", Some("get_info.creator")),
    ("viewer", Some("get_stream.guest")),
    ("social", Some("get_follow.viewer")),
    ("webhook", Some("receive_webhook.participant_joined")),
    ("creator", Some("get_application_status.viewer")),
    ("admin", Some("list_audit.admin")),
    ("project", Some("project.pending_call")),
    ("reconcile", None),
];
/// What they are measured against: hello-world, and the read that `get_follow` makes.
const BASELINES: [&str; 2] = ["hello", "bare"];

struct Subject {
    name: &'static str,
    file: PathBuf,
    event: Option<String>,
    inits: Vec<Duration>,
    firsts: Vec<Duration>,
    warm: Vec<Duration>,
    peak: u64,
    logged: usize,
}

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
pub async fn measure(report: &mut Report, built: &Path) -> Result<(), Failed> {
    let setup = setup();
    let world = World::with(setup.clone()).await;
    people(&world).await;
    let mut environment = environment(&world, &setup);
    let edge = Key::edge(&UserId::parse("usr_bob")?, &UserId::parse("usr_alice")?);
    environment.extend([("BARE_PK", edge.pk), ("BARE_SK", edge.sk)]);
    let greeted = Some(event("get_follow.viewer")?);
    let mut subjects = vec![];
    for name in BASELINES {
        subjects.push(subject(name, binary(built, name), greeted.clone()));
    }
    for (name, file) in FUNCTIONS {
        let binary = binary(built, name);
        // One that is not built has no row.
        if binary.is_file() {
            subjects.push(subject(name, binary, file.map(event).transpose()?));
        }
    }
    // In turns: what the machine does meanwhile falls on all of them.
    for round in 0..STARTS {
        for subject in &mut subjects {
            subject
                .start(&environment, round + 1 == STARTS)
                .await
                .map_err(|error| format!("{}: {error}", subject.name))?;
        }
    }
    tell(report, &mut subjects).await
}

fn subject(name: &'static str, file: PathBuf, event: Option<String>) -> Subject {
    Subject { name, file, event, inits: vec![], firsts: vec![], warm: vec![], peak: 0, logged: 0 }
}

impl Subject {
    /// One start and its first answer; on the last one the warm answers too.
    async fn start(&mut self, environment: &Environment, is_last: bool) -> Result<(), Failed> {
        let mut process = Process::start(&self.file, environment).await?;
        self.inits.push(process.init);
        if let Some(event) = &self.event {
            self.firsts.push(process.invoke(event).await?);
            if is_last {
                let logged = process.logged();
                for _ in 0..CALLS {
                    self.warm.push(process.invoke(event).await?);
                }
                self.logged = (process.logged() - logged) / CALLS;
            }
        }
        self.peak = self.peak.max(process.peak_memory()?);
        Ok(())
    }
}

async fn tell(report: &mut Report, subjects: &mut [Subject]) -> Result<(), Failed> {
    report.heading("Start and memory of a function");
    report.line(&format!(
        "Medians of {STARTS} starts in turns; warm: {CALLS} answers of one process. `hello` is a `lambda_http` \
         hello-world, `bare` makes the read of `get_follow` and nothing else."
    ));
    report.columns(&[
        "function",
        "event",
        "init ms",
        "x hello",
        "first answer ms",
        "warm p50 ms",
        "warm p99 ms",
        "peak MiB",
        "binary MB",
        "zip MB",
        "log bytes",
    ]);
    let hello = percentile(&mut subjects[0].inits, 50);
    let bare = percentile(&mut subjects[1].warm, 50);
    for subject in subjects.iter_mut() {
        let what = FUNCTIONS.iter().find(|(name, _)| *name == subject.name).and_then(|(_, event)| *event);
        let init = percentile(&mut subject.inits, 50);
        let warm = |subject: &mut Subject, percent| match subject.warm.is_empty() {
            true => String::new(),
            false => millis(percentile(&mut subject.warm, percent)),
        };
        let first = if subject.firsts.is_empty() { String::new() } else { millis(percentile(&mut subject.firsts, 50)) };
        let binary = usize::try_from(std::fs::metadata(&subject.file)?.len())?;
        report.row(&[
            subject.name.to_owned(),
            what.unwrap_or_default().to_owned(),
            millis(init),
            ratio(init, hello),
            first,
            warm(subject, 50),
            warm(subject, 99),
            format!("{:.1}", subject.peak as f64 / f64::from(1 << 20)),
            megabytes(binary),
            megabytes(zipped(&subject.file).await?),
            subject.logged.to_string(),
        ]);
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
