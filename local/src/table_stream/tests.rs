use domain::IngressId;
use runtime::{Clock, Config, aws};
use stand_in::{Options, StandIn};
use store::{Call, PendingCall, Store};

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

/// Calls that are written before and after the start of the follower are both made once, by `project`.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_taken_in() {
    let engine = Engine::start_memory().await.unwrap();
    let stand_in = StandIn::start(Options::new(KEY, SECRET)).await.unwrap();
    let config = config(&engine.endpoint(), &stand_in.url());
    let dynamodb = table::client::dynamodb(&config.table, aws::http());
    table::create(&dynamodb, &config.table.name).await.unwrap();
    let store = Store::new(dynamodb, &config.table.name);
    let clock = Clock::system();
    let functions = Functions::new(&config, &clock, |_| store.clone()).unwrap();
    let ask = async |ingress: &str| {
        let call = Call::DeleteIngress { ingress_id: IngressId::new(ingress) };
        store.put_call(&PendingCall::new(call, clock.now())).await.unwrap();
    };

    ask("IN_before").await;
    let table_stream = TableStream::start(&config.table, functions.project().clone()).await.unwrap();
    table_stream.caught_up().await;
    ask("IN_after").await;
    table_stream.caught_up().await;

    let made: Vec<String> = stand_in.calls().into_iter().map(|call| call.subject).collect();
    assert_eq!(made, ["IN_before", "IN_after"]);
    for shard in 0..Store::call_shards() {
        assert_eq!(store.due_calls(shard, clock.now(), 10).await.unwrap(), []);
    }
    stand_in.shutdown().await;
    engine.shutdown().await;
}
