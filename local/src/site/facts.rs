//! What the site is served with.

/// What the site has to be told of the system it is in.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The gateway's address.
    pub api: String,
    /// LiveKit, as players connect to it (ws or wss).
    pub livekit: String,
    /// Whether that LiveKit carries media.
    pub carries_media: bool,
    /// The identity provider; `None`: the local issuer, under the name by which the caller came.
    pub issuer: Option<String>,
    /// The site's client id there.
    pub client_id: String,
}
