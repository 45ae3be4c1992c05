//! The LiveKit that `cargo dev` goes by: the one at `LIVEKIT_URL`, or the stand-in.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use runtime::Config;
use runtime::https;
use runtime::secret::Secret;
use stand_in::{Options, StandIn};

use crate::settings::Settings;
use crate::trouble::{Context as _, Trouble};

/// LiveKit's own usual port, taken by the stand-in when it is free.
const USUAL_PORT: u16 = 7880;
/// A LiveKit that takes longer to say that it is there is not there.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts the stand-in, unless `LIVEKIT_URL` names a server. Its webhooks go to `LIVEKIT_WEBHOOK_URL`,
/// else to the gateway at `api`.
///
/// # Errors
/// No port.
pub(crate) async fn stand_in(settings: &Settings, api: &str) -> Result<Option<StandIn>, Trouble> {
    if settings.given("LIVEKIT_URL").is_some() {
        return Ok(None);
    }
    let variable = |name: &str| settings.get(name).unwrap_or_default();
    let mut options = Options::new(variable("LIVEKIT_API_KEY"), variable("LIVEKIT_API_SECRET"));
    let gateway = || format!("{api}/api/webhook/livekit");
    options.webhook_urls = vec![settings.given("LIVEKIT_WEBHOOK_URL").unwrap_or_else(gateway)];
    options.own_keys =
        Secret::new(&variable("AWS_SECRET_ACCESS_KEY")).map(|secret| (variable("AWS_ACCESS_KEY_ID"), secret));
    options.bind = SocketAddr::from((Ipv4Addr::LOCALHOST, USUAL_PORT));
    if let Ok(started) = StandIn::start(options.clone()).await {
        return Ok(Some(started));
    }
    options.bind.set_port(0);
    StandIn::start(options).await.map(Some).context("the LiveKit stand-in")
}

/// Whether the server at `LIVEKIT_URL` answers; what it answers is for the first call to find out.
///
/// # Errors
/// It does not answer.
pub(crate) async fn check(config: &Config) -> Result<(), Trouble> {
    let url = &config.livekit_url;
    match https::client().get(url).timeout(PATIENCE).send().await {
        Ok(_) => Ok(()),
        Err(error) => {
            let why = if error.is_timeout() { "no answer in 5 s" } else { "no connection" };
            Err(Trouble::new(format_args!("LIVEKIT_URL: no LiveKit at {url}: {why}")))
        }
    }
}
