//! A function that only asks the table: one consistent read of the item that `BARE_PK` and `BARE_SK` name,
//! by the product's own client.

use aws_sdk_dynamodb::types::AttributeValue;
use lambda_http::{Error, Request, service_fn};
use runtime::aws;
use runtime::config::{Config, variable};
use table::client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let table = Config::from_env()?.table;
    let client = client::dynamodb(&table, aws::http());
    let [pk, sk] = ["BARE_PK", "BARE_SK"].map(|name| AttributeValue::S(variable(name).unwrap_or_default()));
    let read = async |_: Request| {
        let read = client.get_item().table_name(&table.name).consistent_read(true);
        let found = read.key("pk", pk.clone()).key("sk", sk.clone()).send().await?.item.is_some();
        Ok::<_, Error>(if found { "there" } else { "not there" })
    };
    lambda_http::run(service_fn(read)).await
}
