//! A whole OnAir for one test.

use std::collections::BTreeMap;
use std::sync::Arc;

use local::{Bucket, Engine, Functions, TableStream};
use objects::{Objects, Place};
use runtime::config::TableConfig;
use runtime::{Clock, Random, aws};
use services::Connections;
use stand_in::StandIn;
use store::Store;
use tokio::sync::OnceCell;
use web::App;

use crate::engine::{Borrowed, engine, hurried, other_engine, patient};
use crate::setup::{Endpoints, config, keys, stand_in, variables};
use crate::{Lambda, Meter, Proxy, Setup, door};

/// Every function over a fresh database and a clock that stands still until the test moves it.
pub struct World {
    functions: Arc<Functions>,
    /// Where events go instead, in a world whose functions are processes of their own.
    pub(crate) lambda: Option<Lambda>,
    app: App,
    clock: Clock,
    table: TableConfig,
    /// `None` where a real server takes its part.
    livekit: Option<StandIn>,
    /// Followed from the first [`World::caught_up`] on.
    pub(crate) table_streams: OnceCell<[TableStream; 2]>,
    /// Where recordings go; `None` in a world that does not record.
    objects: Option<Objects>,
    /// Stops when it is dropped.
    bucket: Option<Bucket>,
    /// Stops when it is dropped; `None` where the environment names another engine.
    _engine: Option<Engine>,
    /// Leaves nothing on another engine.
    borrowed: Option<Borrowed>,
}

impl World {
    /// The usual world.
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    /// A world whose callers may call as often as they like.
    pub async fn without_limits() -> Self {
        Self::with(Setup { variables: vec![("RATE_LIMIT_SCALE", "0".to_owned())], ..Setup::default() }).await
    }

    /// A world that differs.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn with(setup: Setup) -> Self {
        let (engine, endpoint) = engine().await;
        Self::build(engine, &endpoint, &setup, None).await
    }

    /// A world each of whose functions has a proxy of its own before the table, by its name.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn metered(setup: Setup) -> (Self, BTreeMap<&'static str, Proxy>) {
        let (engine, endpoint) = engine().await;
        let mut proxies = BTreeMap::new();
        let groups = local::functions::GROUPS.iter().map(|(group, _)| *group);
        for function in
            groups.chain([local::functions::PROJECT, local::functions::CHAT_FAN, local::functions::RECONCILE])
        {
            proxies.insert(function, Proxy::start(&endpoint).await);
        }
        (Self::build(engine, &endpoint, &setup, Some(&proxies)).await, proxies)
    }

    /// A world whose HTTP functions run as Lambda runs them: each in a process of its own, which writes
    /// its own log. `child` is the test that becomes the function when it runs in such a process.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn in_lambda(setup: Setup, child: &str, rust_log: &str) -> Self {
        let each: Vec<_> = local::functions::GROUPS.iter().map(|(group, _)| (*group, 1)).collect();
        Self::in_processes(setup, child, rust_log, &each).await
    }

    /// The same with so many processes of these functions; the others are in this process.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn in_processes(setup: Setup, child: &str, rust_log: &str, functions: &[(&'static str, usize)]) -> Self {
        let mut world = Self::with(setup.clone()).await;
        let endpoint = world.table.endpoint.clone().unwrap_or_default();
        let endpoints = Endpoints { dynamodb: &endpoint, s3: world.bucket.as_ref().map(Bucket::endpoint) };
        let mut environment = variables(&setup, &world.table.name, &endpoints, &world.livekit().url());
        environment.push(("RUST_LOG", rust_log.to_owned()));
        world.lambda = Some(Lambda::start(child, &environment, functions).await);
        world
    }

    /// A world that reaches its table through a proxy, which breaks calls as the test tells it.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn behind_proxy() -> (Self, Proxy) {
        let (engine, endpoint) = engine().await;
        let proxy = Proxy::start(&endpoint).await;
        // Its tests call oftener than a person does.
        let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
        (Self::build(engine, proxy.url(), &Setup { variables, ..Setup::default() }, None).await, proxy)
    }

    /// A world with these variables of the environment besides, and the meter that it reaches its table through.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn behind_meter(variables: Vec<(&'static str, String)>) -> (Self, Meter) {
        let (engine, endpoint) = engine().await;
        let meter = Meter::start(&endpoint).await;
        let setup = Setup { variables, ..Setup::default() };
        (Self::over(engine, meter.url(), &setup).await, meter)
    }

    /// A world over an engine of the caller's, reached at `endpoint`.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn over(engine: Option<Engine>, endpoint: &str, setup: &Setup) -> Self {
        Self::build(engine, endpoint, setup, None).await
    }

    #[expect(clippy::expect_used, reason = "a test without its world has failed")]
    async fn build(
        engine: Option<Engine>,
        endpoint: &str,
        setup: &Setup,
        proxies: Option<&BTreeMap<&'static str, Proxy>>,
    ) -> Self {
        let clock = setup.clock.clone();
        // On an engine that outlives the test, a table of its own keeps it apart from the others.
        let table = format!("onair-{}", Random::system().id(clock.now()));
        let keys = keys(&table);
        let livekit = if setup.server.is_none() { Some(stand_in(setup, &clock, &keys).await) } else { None };
        let livekit_url = livekit.as_ref().map(StandIn::url).or_else(|| Some(setup.server.as_ref()?.url.clone()));
        let bucket = match setup.variables.iter().find(|(name, _)| *name == "RECORDINGS_BUCKET") {
            Some((_, name)) => Some(Bucket::start_temporary(name, &keys).await.expect("the bucket")),
            None => None,
        };
        let endpoints = Endpoints { dynamodb: endpoint, s3: bucket.as_ref().map(Bucket::endpoint) };
        let config = config(&variables(setup, &table, &endpoints, &livekit_url.unwrap_or_default()));
        // Another engine may be slower than DynamoDB, which is no fault of the product: no timeouts there.
        let dynamodb = match &engine {
            Some(_) => hurried(&config.table),
            None => patient(&config.table),
        };
        let borrowed = engine.is_none().then(|| Borrowed::new(&config.table, other_engine()));
        store::create_tables(&patient(&config.table), &config.table).await.expect("the table");
        let store = Store::new(dynamodb, &config.table, Random::system());
        let store_of = |function: &str| match proxies.and_then(|proxies| proxies.get(function)) {
            Some(proxy) => {
                let table = TableConfig { endpoint: Some(proxy.url().to_owned()), ..config.table.clone() };
                Store::new(hurried(&table), &table, Random::system())
            }
            None => store.clone(),
        };
        let functions = Arc::new(Functions::new(&config, &clock, store_of).expect("the functions"));
        let gateway = door::open(functions.clone(), setup.server.as_ref().map(|server| server.webhook_port)).await;
        if let Some(livekit) = &livekit {
            livekit.set_webhook_urls(vec![format!("{gateway}/api/webhook/livekit")]);
        }
        let secrets_manager = || aws::secrets_manager(&config, aws::http());
        let objects = bucket.as_ref().and_then(|_| Objects::of(&config));
        let connections = Connections::with_store(&config, clock.clone(), store, objects.clone(), secrets_manager);
        let app = App::over(connections.expect("a way to LiveKit"), &config);
        let table_streams = OnceCell::new();
        Self {
            functions,
            lambda: None,
            app,
            clock,
            table: config.table,
            livekit,
            table_streams,
            objects,
            bucket,
            _engine: engine,
            borrowed,
        }
    }

    /// Opens the gateway on a port of its own, and tells where.
    pub async fn gateway(&self) -> String {
        door::open(self.functions.clone(), None).await
    }

    /// The clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Whether the table is in the engine of this process, and not in the one that the environment names.
    #[must_use]
    pub const fn is_on_embedded_engine(&self) -> bool {
        self.borrowed.is_none()
    }

    /// A function's state of the test's own: the table and LiveKit, without HTTP.
    #[must_use]
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The LiveKit stand-in.
    ///
    /// # Panics
    /// When a real server takes its part.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub const fn livekit(&self) -> &StandIn {
        self.livekit.as_ref().expect("a world with the stand-in")
    }

    /// The bucket of recordings.
    ///
    /// # Panics
    /// In a world that does not record.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub const fn objects(&self) -> &Objects {
        self.objects.as_ref().expect("a world that records")
    }

    /// The same bucket by keys that it does not know: it refuses each call at once.
    ///
    /// # Panics
    /// In a world that does not record.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub fn objects_that_refuse(&self) -> Objects {
        let bucket = self.bucket.as_ref().expect("a world that records");
        let endpoint = Some(bucket.endpoint());
        let place = Place { bucket: "onair-recordings".to_owned(), region: "us-east-1".to_owned(), endpoint };
        Objects::new(place, keys("nobody"))
    }

    /// The functions' processes.
    ///
    /// # Panics
    /// In a world without: all others than [`World::in_lambda`] and [`World::in_processes`].
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub fn lambda(&self) -> &Lambda {
        self.lambda.as_ref().expect("functions in processes")
    }

    /// Every function.
    #[must_use]
    pub const fn functions(&self) -> &Arc<Functions> {
        &self.functions
    }

    /// The table, and how to reach it.
    #[must_use]
    pub const fn table(&self) -> &TableConfig {
        &self.table
    }
}
