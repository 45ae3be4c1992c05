//! The DynamoDB engine under a world: the embedded one, or the one that the environment names.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use local::Engine;
use runtime::aws;
use runtime::config::TableConfig;
use table::client;

/// The embedded engine and where it listens, or where another one does.
#[expect(clippy::expect_used, reason = "a test without its engine has failed")]
pub(crate) async fn engine() -> (Option<Engine>, String) {
    if let Some(endpoint) = other_engine() {
        return (None, endpoint);
    }
    let engine = Engine::start_memory().await.expect("the embedded engine");
    let endpoint = engine.endpoint();
    (Some(engine), endpoint)
}

/// Where another engine than the embedded one listens: the whole suite runs on it then.
#[expect(clippy::disallowed_methods, reason = "the tests' own switch")]
pub(crate) fn other_engine() -> Option<String> {
    std::env::var("AWS_ENDPOINT_URL_DYNAMODB").ok().filter(|url| !url.is_empty())
}

/// A client as the functions have it, whose retries are counted apart from those of other worlds: the SDK keeps one
/// budget of retries for all clients of a process, and a test whose table is away uses it up for those beside it.
pub(crate) fn hurried(table: &TableConfig) -> Client {
    let shared = client::dynamodb(table, aws::http());
    Client::from_conf(shared.config().to_builder().retry_partition(RetryPartition::new(table.name.clone())).build())
}

/// A client that waits as long as it takes: a machine that runs many tests at once is slow to make a
/// table, and that is no fault of the product.
pub(crate) fn patient(table: &TableConfig) -> Client {
    let hurried = hurried(table);
    let patient = hurried.config().to_builder().timeout_config(TimeoutConfig::disabled()).build();
    Client::from_conf(patient)
}

/// A table on an engine that outlives the test. It is deleted with the world: DynamoDB Local slows down
/// with every table that is left.
pub(crate) struct Borrowed(TableConfig);

impl Borrowed {
    /// `endpoint` is the engine's own: a proxy of the test cannot serve while the test waits in `drop`.
    pub(crate) fn new(table: &TableConfig, endpoint: Option<String>) -> Self {
        Self(TableConfig { endpoint, ..table.clone() })
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let table = self.0.clone();
        // The test's own runtime cannot be waited for from here.
        let deletion = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            for name in [&table.name, &table.chat] {
                let deleted = runtime.block_on(patient(&table).delete_table().table_name(name).send());
                deleted.map(drop).map_err(std::io::Error::other)?;
            }
            Ok::<_, std::io::Error>(())
        });
        // A table that stays is a slower test, not a failed one.
        _ = deletion.join();
    }
}
