//! What keeps a process from starting.

/// What is wrong with the environment, in one line for whoever started the process.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable that is needed is not set.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// A variable that cannot be used.
    #[error("{name} is not usable: {reason}")]
    Unusable {
        /// Its name.
        name: &'static str,
        /// Why.
        reason: String,
    },
    /// Secrets Manager's secret has another form.
    #[error("the secret is not a JSON object")]
    NoSecrets,
}
