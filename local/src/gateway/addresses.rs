//! Where everything of a running `cargo dev` is.

use serde::{Deserialize, Serialize};

/// Where everything of a running `cargo dev` is, told by `/_dev`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Addresses {
    /// The gateway.
    pub api: String,
    /// The DynamoDB engine.
    pub dynamodb: String,
    /// Its table.
    pub table: String,
    /// The S3 of recordings, where there are any.
    #[serde(default)]
    pub s3: Option<String>,
    /// LiveKit, as players connect to it.
    pub livekit: String,
    /// The LiveKit stand-in, where it is in use.
    pub stand_in: Option<String>,
}
