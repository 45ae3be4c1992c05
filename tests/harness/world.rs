//! A whole OnAir for one test.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Time;
use domain::audience::Day;
use http::Method;
use http::header::CONTENT_TYPE;
use local::{Engine, Functions, TableStream, gateway};
use runtime::config::{Config, TableConfig};
use runtime::{Clock, Random, aws};
use serde_json::Value;
use services::Connections;
use stand_in::StandIn;
use store::{Key, Store};
use table::client;
use tokio::sync::OnceCell;
use web::App;

use crate::engine::{Borrowed, engine, other_engine, patient};
use crate::{Answer, JWT_SECRET, LIVEKIT_KEY, LIVEKIT_SECRET, Lambda, Meter, Proxy, Request, documented, door};

/// Every function over a fresh database and a clock that stands still until the test moves it.
pub struct World {
    functions: Arc<Functions>,
    /// Where events go instead, in a world whose functions are processes of their own.
    lambda: Option<Lambda>,
    app: App,
    clock: Clock,
    table: TableConfig,
    /// `None` where a real server takes its part.
    livekit: Option<StandIn>,
    /// Followed from the first [`World::caught_up`] on.
    pub(crate) table_streams: OnceCell<[TableStream; 2]>,
    /// Stops when it is dropped; `None` where the environment names another engine.
    _engine: Option<Engine>,
    /// Leaves nothing on another engine.
    borrowed: Option<Borrowed>,
}

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
        let mut world = Self::with(setup.clone()).await;
        let endpoint = world.table.endpoint.clone().unwrap_or_default();
        let mut environment = variables(&setup, &world.table.name, &endpoint, &world.livekit().url());
        environment.push(("RUST_LOG", rust_log.to_owned()));
        world.lambda = Some(Lambda::start(child, &environment).await);
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
        let livekit = if setup.server.is_none() { Some(stand_in(setup, &clock).await) } else { None };
        let livekit_url = livekit.as_ref().map(StandIn::url).or_else(|| Some(setup.server.as_ref()?.url.clone()));
        // On an engine that outlives the test, a table of its own keeps it apart from the others.
        let table = format!("onair-{}", Random::system().id(clock.now()));
        let config = config(&variables(setup, &table, endpoint, &livekit_url.unwrap_or_default()));
        // Another engine may be slower than DynamoDB, which is no fault of the product: no timeouts there.
        let dynamodb = match &engine {
            Some(_) => client::dynamodb(&config.table, aws::http()),
            None => patient(&config.table),
        };
        let borrowed = engine.is_none().then(|| Borrowed::new(&config.table, other_engine()));
        store::create_tables(&patient(&config.table), &config.table).await.expect("the table");
        let store = Store::new(dynamodb, &config.table, Random::system());
        let store_of = |function: &str| match proxies.and_then(|proxies| proxies.get(function)) {
            Some(proxy) => {
                let table = TableConfig { endpoint: Some(proxy.url().to_owned()), ..config.table.clone() };
                Store::new(client::dynamodb(&table, aws::http()), &table, Random::system())
            }
            None => store.clone(),
        };
        let functions = Arc::new(Functions::new(&config, &clock, store_of).expect("the functions"));
        let gateway = door::open(functions.clone(), setup.server.as_ref().map(|server| server.webhook_port)).await;
        if let Some(livekit) = &livekit {
            livekit.set_webhook_urls(vec![format!("{gateway}/api/webhook/livekit")]);
        }
        let secrets_manager = || aws::secrets_manager(&config, aws::http());
        let connections = Connections::with_store(&config, clock.clone(), store, secrets_manager);
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

    /// The functions' processes.
    ///
    /// # Panics
    /// In a world without: all others than [`World::in_lambda`].
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

    /// The table by a client that waits as long as it takes: for more calls at once than a machine of
    /// tests answers within the functions' own timeouts.
    #[must_use]
    pub fn patient_store(&self) -> Store {
        Store::new(patient(&self.table), &self.table, Random::system())
    }

    /// Sets a number of an item, past every rule: for a state that takes thousands of calls to reach.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn set_number(&self, key: impl Into<Key>, attribute: &str, number: u32) {
        let key = key.into();
        patient(&self.table)
            .update_item()
            .table_name(&self.table.name)
            .key(table::PK, AttributeValue::S(key.pk))
            .key(table::SK, AttributeValue::S(key.sk))
            .update_expression("SET #number = :number")
            .expression_attribute_names("#number", attribute)
            .expression_attribute_values(":number", AttributeValue::N(number.to_string()))
            .send()
            .await
            .expect("the table");
    }

    /// Loses an item, past every rule.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn delete_item(&self, key: Key) {
        patient(&self.table)
            .delete_item()
            .table_name(&self.table.name)
            .key(table::PK, AttributeValue::S(key.pk))
            .key(table::SK, AttributeValue::S(key.sk))
            .send()
            .await
            .expect("the table");
    }

    /// A GET request.
    pub fn get(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::GET, path)
    }

    /// A POST request.
    pub fn post(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::POST, path)
    }

    /// A PUT request.
    pub fn put(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::PUT, path)
    }

    /// A PATCH request.
    pub fn patch(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::PATCH, path)
    }

    /// A DELETE request.
    pub fn delete(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::DELETE, path)
    }

    /// A request of any method.
    pub fn request(&self, method: Method, path: &str) -> Request<'_> {
        Request::new(self, method, path)
    }

    /// Hands an event to the function that API Gateway would hand it to, and holds the answer against the OpenAPI
    /// document.
    ///
    /// # Panics
    /// When the function fails instead of answering, and when the document does not have the answer.
    pub async fn invoke(&self, path: &str, event: Value) -> Answer {
        // A stage or a mapping may stand before the path that the function is found by.
        let sent = event["rawPath"].as_str().unwrap_or(path).to_owned();
        let method =
            event["requestContext"]["http"]["method"].as_str().and_then(|method| method.parse::<Method>().ok());
        let answer = self.invoke_with_anything(path, event).await;
        if let Some(method) = method {
            documented::check(&method, &sent, &answer);
        }
        answer
    }

    /// The same with an event that no gateway would make: what cannot be read as an address has no route, and the
    /// document says nothing of it.
    ///
    /// # Panics
    /// When the function fails instead of answering.
    #[expect(clippy::expect_used, reason = "a function that fails has failed the test")]
    pub async fn invoke_with_anything(&self, path: &str, event: Value) -> Answer {
        let group = gateway::route(path.split('?').next().unwrap_or(path)).group;
        let answer = match &self.lambda {
            Some(lambda) => lambda.invoke(group, event).await,
            None => {
                // Not on a task of its own: a test that drops this future ends the process in the midst of
                // its work.
                let function = self.functions.get(group).expect("a function");
                let request_id = event["requestContext"]["requestId"].as_str().unwrap_or_default().to_owned();
                function.invoke(event, &request_id).await.expect("an answer")
            }
        };
        let response = gateway::response(answer).expect("a response as API Gateway takes it");
        let (parts, body) = response.into_parts();
        let is_csv = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/csv"));
        let body = match std::str::from_utf8(&body) {
            Ok("") => Value::Null,
            Ok(text) if is_csv => Value::from(text),
            _ => serde_json::from_slice(&body).expect("JSON"),
        };
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

/// A stand-in whose clock is the world's.
#[expect(clippy::expect_used, reason = "a test without its LiveKit has failed")]
async fn stand_in(setup: &Setup, clock: &Clock) -> StandIn {
    let mut options = stand_in::Options::new(&setup.livekit_key, &setup.livekit_secret);
    let clock = clock.clone();
    options.now_millis = Arc::new(move || clock.now().as_millis());
    options.retry_waits.clone_from(&setup.retry_waits);
    StandIn::start(options).await.expect("the stand-in")
}

/// The functions' environment.
fn variables(setup: &Setup, table: &str, endpoint: &str, livekit_url: &str) -> Vec<(&'static str, String)> {
    let mut variables = vec![
        ("TABLE_NAME", table.to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoint.to_owned()),
        // DynamoDB Local keeps a database for each of these: in one for all, a look at a stream reads what every test left.
        ("AWS_ACCESS_KEY_ID", table.replace('-', "")),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("LIVEKIT_URL", livekit_url.to_owned()),
        ("LIVEKIT_API_KEY", setup.livekit_key.clone()),
        ("LIVEKIT_API_SECRET", setup.livekit_secret.clone()),
        ("JWT_SECRET", JWT_SECRET.to_owned()),
        // A test whose clock stands still would be given a guest's answer of before what it did.
        ("KEPT_ANSWERS_BYTES", "0".to_owned()),
    ];
    variables.extend(setup.variables.iter().cloned());
    variables
}

#[expect(clippy::expect_used, reason = "fixed values")]
fn config(variables: &[(&'static str, String)]) -> Config {
    Config::from_lookup(|name| variables.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value.clone()))
        .expect("the tests' configuration")
}
