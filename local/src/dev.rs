//! `cargo dev` itself: puts everything together, says when it is ready, and ends it in order.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::Username;
use objects::Objects;
use runtime::config::{Config, TableConfig};
use runtime::{Clock, Random, aws, https};
use stand_in::StandIn;
use store::Store;
use table::client;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::background::Background;
use crate::gateway::{self, Addresses};
use crate::site::{self, Facts, Sources};
use crate::token::{Lifetime, token};
use crate::trouble::{Context as _, Trouble};
use crate::{
    Bucket, Engine, Follower, Functions, Issuer, Schedule, Settings, Site, TableStream, banner, demo, issuer, livekit,
    logs,
};

/// Requests that are running at the end get so long.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// What `cargo dev` is asked for.
#[derive(Debug, Clone)]
pub struct DevOptions {
    /// Address of the gateway.
    pub listen: IpAddr,
    /// Port of the gateway.
    pub port: u16,
    /// Where to keep the data; in memory without.
    pub data: Option<PathBuf>,
    /// Whether to leave the demo data out.
    pub no_demo: bool,
    /// Whether to leave the site as it is, built or not.
    pub no_web: bool,
}

/// Everything that runs, until [`Dev::shutdown`].
struct Dev {
    addresses: Addresses,
    config: Config,
    site: Site,
    functions: Arc<Functions>,
    gateway: JoinHandle<std::io::Result<()>>,
    stop_gateway: oneshot::Sender<()>,
    _table_streams: [TableStream; 2],
    _schedule: Schedule,
    stand_in: Option<StandIn>,
    store: Store,
    bucket: Option<Bucket>,
    engine: Option<Engine>,
}

/// Runs until Ctrl-C or SIGTERM.
///
/// # Errors
/// What keeps it from starting.
pub async fn run(settings: &Settings, wanted: DevOptions) -> Result<(), Trouble> {
    logs::init();
    let stop = stop_signal()?;
    tokio::pin!(stop);
    let starting = async {
        let dev = Dev::start(settings, &wanted).await?;
        let (banner, beside) = dev.make_ready(settings, &wanted).await?;
        Ok((dev, banner, beside))
    };
    let (dev, banner, beside) = tokio::select! {
        started = starting => started?,
        () = &mut stop => return Ok(()),
    };
    println!("{banner}");
    stop.await;
    drop(beside);
    dev.shutdown().await;
    Ok(())
}

impl Dev {
    async fn start(settings: &Settings, wanted: &DevOptions) -> Result<Self, Trouble> {
        let listener = listen(wanted.listen, wanted.port).await?;
        let api = format!("http://{}", reachable(listener.local_addr().context("the gateway")?));
        let (engine, dynamodb) = engine(settings, wanted.data.as_deref()).await?;
        let stand_in = livekit::stand_in(settings, &api).await?;
        let livekit_url = stand_in.as_ref().map(StandIn::url).or_else(|| settings.given("LIVEKIT_URL"));
        let (bucket, s3) = bucket(settings, wanted.data.as_deref()).await?;
        let mut config = settings.config(&livekit_url.unwrap_or_default(), &dynamodb, s3.as_deref())?;
        config.site_url.get_or_insert_with(|| api.clone());
        config.media = Some(settings.media(&api));
        let issuer = issuer(&mut config, &api)?;
        if stand_in.is_none() {
            livekit::check(&config).await?;
        }
        let store = store(&config.table).await?;
        let functions = Functions::new(&config, &Clock::system(), |_| store.clone()).context("INGRESS_PRESET")?;
        let functions = Arc::new(functions);
        let follow = async |follower: Follower, table: &str| {
            let bookmarks = engine.as_ref().map(|engine| engine.bookmarks(table));
            TableStream::start(&config.table, follower, bookmarks).await.context("the table's stream")
        };
        let project = Follower::project(&config.table, functions.project().clone());
        let chat_fan = Follower::chat_fan(&config.table, functions.chat_fan().clone());
        let table_streams = [follow(project, &config.table.name).await?, follow(chat_fan, &config.table.chat).await?];
        let addresses = Addresses {
            api,
            dynamodb,
            table: config.table.name.clone(),
            s3,
            livekit: config.livekit_ws_url(),
            stand_in: stand_in.as_ref().map(StandIn::url),
        };
        let site = site(settings, &config, &addresses, wanted);
        let mut beside = demo::router().merge(site::router());
        if let Some(issuer) = &issuer {
            beside = beside.merge(issuer.router());
        }
        if let Some((objects, media)) = Objects::of(&config).zip(config.media.clone()) {
            beside = beside.merge(gateway::recordings(objects, media.keys, Clock::system()));
        }
        let router = gateway::router_with(functions.clone(), &settings.origins(), addresses.clone(), beside);
        let router = site.clone().before(router);
        let (stop_gateway, stopped) = oneshot::channel::<()>();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(async { _ = stopped.await });
        Ok(Self {
            addresses,
            config,
            site,
            gateway: tokio::spawn(serving.into_future()),
            stop_gateway,
            _table_streams: table_streams,
            _schedule: Schedule::start(functions.reconcile().clone()),
            functions,
            store,
            stand_in,
            bucket,
            engine,
        })
    }

    /// Fills in the demo data and asks the health route, as everybody would who waits for it. Returns
    /// what there is to say, and what of the demo is still made.
    async fn make_ready(
        &self,
        settings: &Settings,
        wanted: &DevOptions,
    ) -> Result<(String, Option<Background>), Trouble> {
        let bearer = |username: &str| self.bearer(settings, username);
        let mut beside = None;
        if !wanted.no_demo {
            let api = self.addresses.api.as_str();
            let stand_in = self.stand_in.as_ref();
            demo::Maker { functions: &self.functions, token: bearer, api, stand_in }.fill().await?;
            let objects = self.bucket.as_ref().and_then(|_| Objects::of(&self.config));
            demo::vod::make(&self.store, objects.as_ref(), Clock::system().now()).await.context("demo data")?;
            if objects.is_some() {
                let (functions, bob) = (self.functions.clone(), bearer("bob")?);
                // The recording is put together meanwhile: nobody waits for that.
                beside = Some(Background::spawn(async move {
                    if let Err(trouble) = demo::clip::make(&functions, &bob).await {
                        tracing::warn!(event = "demo", outcome = %trouble);
                    }
                }));
            }
        }
        let health = format!("{}/api/webhook/livekit/health", self.addresses.api);
        let answer = https::client().get(health).send().await.context("the gateway")?;
        if !answer.status().is_success() {
            return Err(Trouble::new(format_args!("the gateway is not healthy: {}", answer.status())));
        }
        let kept = wanted.data.as_ref().map(|directory| format!("kept in {}", directory.display()));
        let kept = kept.or_else(|| self.engine.is_none().then(|| "kept there".to_owned()));
        let (with_demo, is_open) = (!wanted.no_demo, !wanted.listen.is_loopback());
        let site = self.site.state();
        let banner = banner::banner(settings, &self.addresses, site, kept.as_deref(), with_demo, is_open, bearer)?;
        Ok((banner, beside))
    }

    fn bearer(&self, settings: &Settings, username: &str) -> Result<String, Trouble> {
        let name = Username::parse(username).map_err(Trouble::new)?;
        let secret = settings.get("JWT_SECRET").unwrap_or_default();
        let role = (username == demo::ADMIN).then_some(self.config.jwt.admin_value.as_str());
        token(&secret, &self.config.jwt, &name, role, Lifetime::DAY, Clock::system().now())
    }

    /// Ends it from the outside in: no request finds what it needs gone.
    async fn shutdown(self) {
        tracing::info!(event = "stop");
        _ = self.stop_gateway.send(());
        if tokio::time::timeout(LAST_REQUESTS, self.gateway).await.is_err() {
            tracing::warn!(event = "stop", outcome = "requests were cut off");
        }
        drop((self._table_streams, self._schedule, self.functions));
        if let Some(stand_in) = self.stand_in {
            stand_in.shutdown().await;
        }
        if let Some(bucket) = self.bucket {
            _ = tokio::time::timeout(LAST_REQUESTS, bucket.shutdown()).await;
        }
        if let Some(engine) = self.engine {
            _ = tokio::time::timeout(LAST_REQUESTS, engine.shutdown()).await;
        }
    }
}

/// The local issuer, unless the environment names the keys of another; the functions read its keys as they
/// would read those.
fn issuer(config: &mut Config, api: &str) -> Result<Option<Issuer>, Trouble> {
    if config.jwt.jwks_url.is_some() {
        return Ok(None);
    }
    let issuer = Issuer::new(api, &config.jwt, Clock::system())?;
    config.jwt.jwks_url = Some(issuer.jwks_url());
    Ok(Some(issuer))
}

fn site(settings: &Settings, config: &Config, addresses: &Addresses, wanted: &DevOptions) -> Site {
    let facts = Facts {
        api: addresses.api.clone(),
        livekit: addresses.livekit.clone(),
        carries_media: addresses.stand_in.is_none(),
        // The address of the keys is the environment's only where the issuer is not ours.
        issuer: settings.given("JWT_JWKS_URL").and_then(|_| config.jwt.issuer.clone()),
        client_id: settings.given("WEB_CLIENT_ID").unwrap_or_else(|| issuer::CLIENT_ID.to_owned()),
    };
    Site::new(facts, &Sources::of_this_clone(), !wanted.no_web)
}

/// How this machine itself reaches what listens there.
fn reachable(at: SocketAddr) -> SocketAddr {
    let ip = match at.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, at.port())
}

async fn listen(address: IpAddr, port: u16) -> Result<TcpListener, Trouble> {
    TcpListener::bind((address, port)).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            Trouble::new(format_args!("port {port} is in use: stop what listens there, or give another --port"))
        }
        ErrorKind::AddrNotAvailable => {
            Trouble::new(format_args!("--listen {address}: this machine has no such address"))
        }
        _ => Trouble::new(format_args!("port {port} of {address} cannot be listened on: {error}")),
    })
}

/// The embedded engine, or none where `AWS_ENDPOINT_URL_DYNAMODB` names another; and its address.
async fn engine(settings: &Settings, data: Option<&Path>) -> Result<(Option<Engine>, String), Trouble> {
    match (settings.given("AWS_ENDPOINT_URL_DYNAMODB"), data) {
        (Some(_), Some(_)) => {
            Err(Trouble::new("--data is for the embedded DynamoDB, and AWS_ENDPOINT_URL_DYNAMODB names another"))
        }
        (Some(other), None) => Ok((None, other)),
        (None, data) => {
            let engine = Engine::start(data).await.context("the embedded DynamoDB")?;
            let endpoint = engine.endpoint();
            Ok((Some(engine), endpoint))
        }
    }
}

/// The embedded S3, or none where `AWS_ENDPOINT_URL_S3` names another or nothing is recorded; and its address.
async fn bucket(settings: &Settings, data: Option<&Path>) -> Result<(Option<Bucket>, Option<String>), Trouble> {
    let Some(name) = settings.bucket() else { return Ok((None, None)) };
    if let Some(other) = settings.given("AWS_ENDPOINT_URL_S3") {
        return Ok((None, Some(other)));
    }
    let bucket = Bucket::start(data, &name, &settings.keys()?).await.context("the embedded S3")?;
    let endpoint = bucket.endpoint();
    Ok((Some(bucket), Some(endpoint)))
}

/// The tables, made if they are missing.
async fn store(config: &TableConfig) -> Result<Store, Trouble> {
    let client = client::dynamodb(config, aws::http());
    store::create_tables(&client, config).await.map_err(|_| {
        let endpoint = config.endpoint.as_deref().unwrap_or_default();
        Trouble::new(format_args!("AWS_ENDPOINT_URL_DYNAMODB: no DynamoDB answers at {endpoint}"))
    })?;
    Ok(Store::new(client, config, Random::system()))
}

/// Ends with Ctrl-C or SIGTERM, whichever comes first.
fn stop_signal() -> Result<impl Future<Output = ()>, Trouble> {
    #[cfg(unix)]
    let mut terminated =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).context("signals")?;
    #[cfg(unix)]
    let terminated = async move { _ = terminated.recv().await };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    Ok(async {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminated => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_may_be_given_and_is_reached_from_here() {
        for (given, reached) in [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")] {
            let listener = listen(given.parse().unwrap(), 0).await.unwrap();
            let at = listener.local_addr().unwrap();
            assert_eq!(at.ip().to_string(), given);
            assert_eq!(reachable(at).to_string(), format!("{reached}:{}", at.port()));
            tokio::net::TcpStream::connect(reachable(at)).await.unwrap();
        }
        assert_eq!(reachable("[::]:3000".parse().unwrap()).to_string(), "[::1]:3000");
        let trouble = listen("203.0.113.1".parse().unwrap(), 0).await.unwrap_err().to_string();
        assert_eq!(trouble, "--listen 203.0.113.1: this machine has no such address");
    }
}
