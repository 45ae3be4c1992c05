use domain::IngressId;
use dynoxide::AttributeValue::{self, BOOL, S};
use dynoxide::actions::put_item::PutItemRequest;
use runtime::{Clock, Config, Random, aws};
use stand_in::{Options, StandIn};
use store::{Call, OutboxEntry, Store};

use super::*;
use crate::{Engine, Functions};

const KEY: &str = "devkey";
const SECRET: &str = "a-secret-of-thirty-two-characters";

fn config(dynamodb: &str, livekit: &str) -> Config {
    Config::from_lookup(|name| {
        let value = match name {
            "AWS_ENDPOINT_URL_DYNAMODB" => dynamodb,
            "LIVEKIT_URL" => livekit,
            "LIVEKIT_API_KEY" => KEY,
            "LIVEKIT_API_SECRET" => SECRET,
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "local",
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap()
}

/// All that a follower needs, over an engine.
struct House {
    engine: Engine,
    stand_in: StandIn,
    config: Config,
    functions: Functions,
    store: Store,
}

impl House {
    async fn over(engine: Engine) -> Self {
        let stand_in = StandIn::start(Options::new(KEY, SECRET)).await.unwrap();
        let config = config(&engine.endpoint(), &stand_in.url());
        let dynamodb = table::client::dynamodb(&config.table, aws::http());
        store::create_tables(&dynamodb, &config.table).await.unwrap();
        let store = Store::new(dynamodb, &config.table, Random::system());
        let functions = Functions::new(&config, &Clock::system(), |_| store.clone()).unwrap();
        Self { engine, stand_in, config, functions, store }
    }

    async fn ask(&self, ingress: &str) {
        let call = Call::DeleteIngress { ingress_id: IngressId::new(ingress) };
        self.store.put_entry(&OutboxEntry::new(call, Clock::system().now(), self.store.random())).await.unwrap();
    }

    fn follower(&self) -> Follower {
        Follower::project(&self.config.table, self.functions.project().clone())
    }

    async fn follow(&self) -> TableStream {
        let bookmarks = self.engine.bookmarks(&self.config.table.name);
        TableStream::start(&self.config.table, self.follower(), Some(bookmarks)).await.unwrap()
    }

    /// Writes an item of the table of chats.
    fn write<const N: usize>(&self, pk: &str, attributes: [(&str, AttributeValue); N]) {
        let key = [("pk", S(pk.to_owned())), ("sk", S("x".to_owned()))];
        let item = key.into_iter().chain(attributes).map(|(name, value)| (name.to_owned(), value)).collect();
        let request = PutItemRequest { table_name: self.config.table.chat.clone(), item, ..PutItemRequest::default() };
        self.engine.database().put_item(request).unwrap();
    }

    /// Changes that the engine still has.
    async fn changes(&self) -> usize {
        let config = &self.config.table;
        let mut shards = Shards::of_table(streams(config), &config.name, None).await.unwrap();
        let shard = shards.open().await.unwrap().remove(0);
        shards.next(&shard).await.unwrap().len()
    }

    fn calls(&self) -> Vec<String> {
        self.stand_in.calls().into_iter().map(|call| call.subject).collect()
    }

    async fn close(self) {
        self.stand_in.shutdown().await;
        self.engine.shutdown().await;
    }
}

/// Calls that are written before and after the start of the follower are both made once, by `project`.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_taken_in() {
    let house = House::over(Engine::start_memory().await.unwrap()).await;
    house.ask("IN_before").await;
    let table_stream = TableStream::start(&house.config.table, house.follower(), None).await.unwrap();
    table_stream.caught_up().await;
    house.ask("IN_after").await;
    table_stream.caught_up().await;

    assert_eq!(house.calls(), ["IN_before", "IN_after"]);
    for shard in 0..Store::outbox_shards() {
        assert_eq!(house.store.due_entries(shard, Clock::system().now(), 10).await.unwrap(), []);
    }
    house.close().await;
}

/// A reader that takes its time does not hold up the other one, as in Lambda; and both are waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_does_not_wait_for_another() {
    let house = House::over(Engine::start_memory().await.unwrap()).await;
    let (go, gate) = watch::channel(false);
    let taken: Arc<[AtomicU64; 2]> = Arc::default();
    let take_in = {
        let taken = taken.clone();
        move |batch: TableEvent, _: TakeIn| -> BoxFuture<'static, BatchFailures> {
            let (mut gate, taken) = (gate.clone(), taken.clone());
            Box::pin(async move {
                let is_frame = batch.records.iter().any(|record| record.pk().starts_with("SAID#"));
                if is_frame {
                    gate.wait_for(|is_open| *is_open).await.unwrap();
                }
                taken[usize::from(is_frame)].fetch_add(batch.records.len() as u64, Ordering::SeqCst);
                BatchFailures::none()
            })
        }
    };
    let follower = Follower::chat_fan(&house.config.table, house.functions.chat_fan().clone()).by_way_of(take_in);
    let table_stream = TableStream::start(&house.config.table, follower, None).await.unwrap();
    house.write("SAID#usr_a", [("isSent", BOOL(false))]);
    house.write("CHATTER#usr_a#1", []);
    let counts = || [0, 1].map(|at: usize| taken[at].load(Ordering::SeqCst));
    let written = async {
        while counts() != [1, 0] {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), written).await.expect("what is written is taken in");
    let caught_up = table_stream.caught_up();
    tokio::pin!(caught_up);
    tokio::time::timeout(Duration::from_millis(600), &mut caught_up).await.expect_err("a frame is not taken in");
    go.send(true).unwrap();
    caught_up.await;
    assert_eq!(counts(), [1, 1]);
    house.close().await;
}

/// Neither a read of the stream nor a write to the table goes through what was written long ago.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_dealt_with_goes() {
    let house = House::over(Engine::start(None).await.unwrap()).await;
    let table_stream = house.follow().await;
    for number in 0..20 {
        house.ask(&format!("IN_{number}")).await;
    }
    assert!(house.changes().await > 1);
    table_stream.caught_up().await;
    assert!(table_stream.read() >= 40, "each call is put and taken away");
    // The last one stays: the next is numbered after it.
    assert_eq!(house.changes().await, 1);
    house.close().await;
}

/// A start goes on where the last run ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_does_not_read_what_was_dealt_with() {
    let directory = std::env::temp_dir().join(format!("onair-data-{}", Random::system().id(Clock::system().now())));
    let house = House::over(Engine::start(Some(&directory)).await.unwrap()).await;
    let table_stream = house.follow().await;
    house.ask("IN_before").await;
    table_stream.caught_up().await;
    assert_eq!(house.calls(), ["IN_before"]);
    drop(table_stream);
    house.close().await;

    let house = House::over(Engine::start(Some(&directory)).await.unwrap()).await;
    let table_stream = house.follow().await;
    table_stream.caught_up().await;
    assert_eq!(table_stream.read(), 0);
    house.ask("IN_after").await;
    table_stream.caught_up().await;
    assert_eq!(house.calls(), ["IN_after"]);
    drop(table_stream);
    house.close().await;
    std::fs::remove_dir_all(directory).unwrap();
}
