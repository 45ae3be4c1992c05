//! What a world is made of: its clock, its LiveKit, its environment.

use std::sync::Arc;
use std::time::Duration;

use domain::Time;
use domain::audience::Day;
use runtime::Clock;
use runtime::config::{Config, Credentials};
use runtime::secret::Secret;
use stand_in::StandIn;

use crate::{JWT_SECRET, LIVEKIT_KEY, LIVEKIT_SECRET};

/// Where the worlds' CDN would be.
pub const MEDIA_URL: &str = "https://cdn.test";
/// What it knows addresses by.
pub const MEDIA_KEY: &str = "a-key-of-the-tests-for-addresses-of-recordings";

/// What a world differs by from the usual one.
#[derive(Debug, Clone)]
pub struct Setup {
    /// What time it is.
    pub clock: Clock,
    /// A real LiveKit in place of the stand-in.
    pub server: Option<Server>,
    /// Real time between the stand-in's attempts to deliver a webhook.
    pub retry_waits: Vec<Duration>,
    /// LiveKit's key.
    pub livekit_key: String,
    /// Its secret.
    pub livekit_secret: String,
    /// Further variables of the environment.
    pub variables: Vec<(&'static str, String)>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            clock: Clock::manual(by_day(Clock::system().now())),
            server: None,
            // Tests do not wait as long as LiveKit does.
            retry_waits: vec![Duration::from_millis(50); 4],
            livekit_key: LIVEKIT_KEY.to_owned(),
            livekit_secret: LIVEKIT_SECRET.to_owned(),
            variables: vec![],
        }
    }
}

/// The time itself, but in the last hour before midnight in UTC, when it is the first second of the next day: a broadcast of
/// a test lasts for some minutes, and falls on two days only where the test means it to.
fn by_day(now: Time) -> Time {
    let tomorrow = Day::of(now).plus(1).begins();
    if now.plus_secs(3_600) < tomorrow { now } else { tomorrow.plus_secs(1) }
}

/// A real LiveKit.
#[derive(Debug, Clone)]
pub struct Server {
    /// `LIVEKIT_URL`.
    pub url: String,
    /// The loopback port to which it posts its webhooks.
    pub webhook_port: u16,
}

/// A stand-in whose clock is the world's.
#[expect(clippy::expect_used, reason = "a test without its LiveKit has failed")]
pub(crate) async fn stand_in(setup: &Setup, clock: &Clock, own_keys: &Credentials) -> StandIn {
    let mut options = stand_in::Options::new(&setup.livekit_key, &setup.livekit_secret);
    let clock = clock.clone();
    options.now_millis = Arc::new(move || clock.now().as_millis());
    options.retry_waits.clone_from(&setup.retry_waits);
    options.own_keys = Some((own_keys.access_key_id.clone(), own_keys.secret_access_key.clone()));
    StandIn::start(options).await.expect("the stand-in")
}

/// Where the functions reach the engines.
pub(crate) struct Endpoints<'a> {
    /// The table's.
    pub dynamodb: &'a str,
    /// The bucket's; `None` in a world that does not record.
    pub s3: Option<String>,
}

/// The keys of a world, by its table. DynamoDB Local keeps a database for each of these: in one for all, a look at a stream reads what every
/// test left.
///
/// # Panics
/// Never: the secret is fixed.
#[must_use]
#[expect(clippy::expect_used, reason = "fixed values")]
pub fn keys(table: &str) -> Credentials {
    let secret_access_key = Secret::new("local").expect("a secret");
    Credentials { access_key_id: table.replace('-', ""), secret_access_key, session_token: None }
}

/// The functions' environment.
pub(crate) fn variables(
    setup: &Setup,
    table: &str,
    endpoints: &Endpoints<'_>,
    livekit_url: &str,
) -> Vec<(&'static str, String)> {
    let keys = keys(table);
    let mut variables = vec![
        ("TABLE_NAME", table.to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoints.dynamodb.to_owned()),
        ("AWS_ENDPOINT_URL_S3", endpoints.s3.clone().unwrap_or_default()),
        ("AWS_ACCESS_KEY_ID", keys.access_key_id.clone()),
        ("AWS_SECRET_ACCESS_KEY", keys.secret_access_key.expose().to_owned()),
        ("LIVEKIT_URL", livekit_url.to_owned()),
        ("LIVEKIT_API_KEY", setup.livekit_key.clone()),
        ("LIVEKIT_API_SECRET", setup.livekit_secret.clone()),
        ("JWT_SECRET", JWT_SECRET.to_owned()),
        ("RECORDINGS_URL", MEDIA_URL.to_owned()),
        ("RECORDINGS_URL_KEYS", MEDIA_KEY.to_owned()),
        // A test whose clock stands still would be given a guest's answer of before what it did.
        ("KEPT_ANSWERS_BYTES", "0".to_owned()),
    ];
    if setup.server.is_some() && endpoints.s3.is_some() {
        // A real server's worker has no right of its own.
        variables.push(("RECORDINGS_ACCESS_KEY_ID", keys.access_key_id));
        variables.push(("RECORDINGS_SECRET_ACCESS_KEY", keys.secret_access_key.expose().to_owned()));
    }
    variables.extend(setup.variables.iter().cloned());
    variables
}

#[expect(clippy::expect_used, reason = "fixed values")]
pub(crate) fn config(variables: &[(&'static str, String)]) -> Config {
    Config::from_lookup(|name| variables.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value.clone()))
        .expect("the tests' configuration")
}
