//! The service's secrets: read once per process, kept with an age limit, read again when a signature
//! fails, so that a rotation needs no deploy.

use std::sync::Arc;

use domain::Time;
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::config::{SecretValues, SecretsFrom};
use crate::error::{Error, Result};

/// Age after which the secret is read again, in seconds.
const MAX_AGE_SECS: i64 = 15 * 60;
/// After a failed signature the secret is read again, but no oftener than this, in seconds.
const MIN_REFETCH_SECS: i64 = 60;

/// The secrets. Cheap to clone; clones share what was read.
#[derive(Clone)]
pub struct Secrets {
    clock: Clock,
    source: Source,
    held: Arc<Mutex<Option<Held>>>,
}

#[derive(Clone)]
enum Source {
    Fixed(Arc<SecretValues>),
    SecretsManager { client: aws_sdk_secretsmanager::Client, arn: String },
}

#[derive(Clone)]
struct Held {
    values: Arc<SecretValues>,
    read_at: Time,
    /// When they were last asked for anew; `None` since the first read.
    tried_at: Option<Time>,
}

/// Why the secrets are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Any,
    Newer,
}

impl Secrets {
    /// Secrets from where the configuration says; nothing is read yet.
    #[must_use]
    pub fn new(from: &SecretsFrom, client: impl FnOnce() -> aws_sdk_secretsmanager::Client, clock: Clock) -> Self {
        let source = match from {
            SecretsFrom::Environment(values) => Source::Fixed(Arc::new(values.clone())),
            SecretsFrom::SecretsManager { arn } => Source::SecretsManager { client: client(), arn: arn.clone() },
        };
        Self { clock, source, held: Arc::default() }
    }

    /// The secrets, read if they never were or are too old. A read that fails while older values are
    /// held leaves those in use.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is nothing to use.
    pub async fn current(&self) -> Result<Arc<SecretValues>> {
        self.read(Need::Any).await
    }

    /// The secrets after a signature failed against `used`: other values if there are any by now, read
    /// at most once a minute. `None` when nothing newer is to be had.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is nothing to use.
    pub async fn after_failed_signature(&self, used: &Arc<SecretValues>) -> Result<Option<Arc<SecretValues>>> {
        let values = self.read(Need::Newer).await?;
        Ok((!Arc::ptr_eq(&values, used)).then_some(values))
    }

    async fn read(&self, need: Need) -> Result<Arc<SecretValues>> {
        let (client, arn) = match &self.source {
            Source::Fixed(values) => return Ok(values.clone()),
            Source::SecretsManager { client, arn } => (client, arn),
        };
        // The lock is held over the call: one reader asks, the others wait for its answer.
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        if let Some(held) = held.as_ref() {
            let is_fresh = need == Need::Any && now < held.read_at.plus_secs(MAX_AGE_SECS);
            let is_just_tried = held.tried_at.is_some_and(|at| now < at.plus_secs(MIN_REFETCH_SECS));
            if is_fresh || is_just_tried {
                return Ok(held.values.clone());
            }
        }
        match fetch(client, arn).await {
            Ok(values) => {
                let values = Arc::new(values);
                // The first read does not count: a rotation may follow it at once.
                let tried_at = held.is_some().then_some(now);
                *held = Some(Held { values: values.clone(), read_at: now, tried_at });
                Ok(values)
            }
            Err(error) => match held.as_mut() {
                Some(held) => {
                    tracing::warn!(event = "secrets_refetch", outcome = "failed", cause = %error, "using the secrets held");
                    held.tried_at = Some(now);
                    Ok(held.values.clone())
                }
                None => Err(error),
            },
        }
    }
}

async fn fetch(client: &aws_sdk_secretsmanager::Client, arn: &str) -> Result<SecretValues> {
    let answer = client
        .get_secret_value()
        .secret_id(arn)
        .send()
        .await
        .map_err(|error| Error::unavailable("secrets-manager", error))?;
    let text = answer.secret_string().ok_or_else(|| Error::fault("the secret has no text"))?;
    // Tells which name is at fault, and nothing of any value.
    SecretValues::from_json(text).map_err(|error| Error::fault(format!("Secrets Manager: {error}")))
}
