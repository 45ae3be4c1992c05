//! What a test sees of the table, and of what follows it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::media::{Publish, Signal};
use domain::{IngressId, IngressInfo, IngressType, UserId};
use local::{Follower, TableStream};
use runtime::{Random, aws};
use store::{Key, Store};
use table::client;

use crate::engine::patient;
use crate::{Bearer, World};

/// Past the age of a ranking.
const RANKING_AGE_MILLIS: i64 = 16_000;

impl World {
    /// Waits until `project` and `chat_fan` have followed everything that was written so far.
    ///
    /// # Panics
    /// When the table has no stream.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn caught_up(&self) {
        let follow = async || {
            let project = Follower::project(self.table(), self.functions().project().clone());
            let chat_fan = Follower::chat_fan(self.table(), self.functions().chat_fan().clone());
            let start =
                async |follower| TableStream::start(self.table(), follower, None).await.expect("the table's stream");
            [start(project).await, start(chat_fan).await]
        };
        for table_stream in self.table_streams.get_or_init(follow).await {
            table_stream.caught_up().await;
        }
    }

    /// The table by a client that waits as long as it takes: for more calls at once than a machine of
    /// tests answers within the functions' own timeouts.
    #[must_use]
    pub fn patient_store(&self) -> Store {
        Store::new(patient(self.table()), self.table(), Random::system())
    }

    /// Sets a number of an item, past every rule: for a state that takes thousands of calls to reach.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn set_number(&self, key: impl Into<Key>, attribute: &str, number: u32) {
        let key = key.into();
        patient(self.table())
            .update_item()
            .table_name(&self.table().name)
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
        patient(self.table())
            .delete_item()
            .table_name(&self.table().name)
            .key(table::PK, AttributeValue::S(key.pk))
            .key(table::SK, AttributeValue::S(key.sk))
            .send()
            .await
            .expect("the table");
    }

    /// Hands `chat_fan` everything that was ever written to the table of chats, once more.
    ///
    /// # Panics
    /// When the table has no stream.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn follow_chats_again(&self) {
        let chat_fan = Follower::chat_fan(self.table(), self.functions().chat_fan().clone());
        TableStream::start(self.table(), chat_fan, None).await.expect("the table's stream").caught_up().await;
    }

    /// All that stands in the table of chats.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn chat_items(&self) -> Vec<std::collections::HashMap<String, AttributeValue>> {
        let scan = client::dynamodb(self.table(), aws::http()).scan().table_name(&self.table().chat);
        let mut pages = scan.into_paginator().send();
        let mut items = vec![];
        while let Some(page) = pages.next().await {
            items.extend(page.expect("the table").items.unwrap_or_default());
        }
        items
    }

    /// A new ranking, as `project` makes it when a reader finds the last one old; no function has seen it.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn rank(&self) {
        self.clock().advance(RANKING_AGE_MILLIS);
        self.app().store.ask_for_ranking(self.clock().now()).await.expect("the table");
        assert!(self.app().ranking.renew().await.expect("the table"), "a ranking is built");
    }

    /// Takes an attribute off an item, past every rule: for what was written before there was one.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn forget(&self, key: impl Into<Key>, attribute: &str) {
        let key = key.into();
        let update = client::dynamodb(self.table(), aws::http()).update_item().table_name(&self.table().name);
        let update = update.key(table::PK, AttributeValue::S(key.pk)).key(table::SK, AttributeValue::S(key.sk));
        let update = update.update_expression("REMOVE #it").expression_attribute_names("#it", attribute);
        update.send().await.expect("the table");
    }

    /// The keys of all items whose partition begins so.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn keys(&self, beginning: &str) -> Vec<Key> {
        let dynamodb = client::dynamodb(self.table(), aws::http());
        let scan = dynamodb
            .scan()
            .table_name(&self.table().name)
            .filter_expression("begins_with(pk, :beginning)")
            .expression_attribute_values(":beginning", AttributeValue::S(beginning.to_owned()));
        let mut pages = scan.into_paginator().send();
        let mut keys = vec![];
        while let Some(page) = pages.next().await {
            let text = |item: &std::collections::HashMap<String, AttributeValue>, name: &str| {
                item[name].as_s().cloned().expect("a key is text")
            };
            let page = page.expect("the table");
            keys.extend(page.items().iter().map(|item| Key::new(text(item, "pk"), text(item, "sk"))));
        }
        keys
    }

    /// A number of an item; `None` where it has none.
    ///
    /// # Panics
    /// When the table is away.
    pub async fn number(&self, key: impl Into<Key>, attribute: &str) -> Option<u32> {
        self.attribute(key, attribute).await?.as_n().ok()?.parse().ok()
    }

    /// An attribute of an item, past every rule; `None` where it is not there.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn attribute(&self, key: impl Into<Key>, attribute: &str) -> Option<AttributeValue> {
        let key = key.into();
        let dynamodb = client::dynamodb(self.table(), aws::http());
        let got = dynamodb
            .get_item()
            .table_name(&self.table().name)
            .key(table::PK, AttributeValue::S(key.pk))
            .key(table::SK, AttributeValue::S(key.sk))
            .consistent_read(true);
        let item = got.send().await.expect("the table").item?;
        item.get(attribute).cloned()
    }

    /// Gives the creator a stream, as their first key does.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn stream_of(&self, creator: &Bearer) -> UserId {
        let id = UserId::parse(&creator.id).expect("an id");
        let store = &self.app().store;
        if store.stream(&id).await.expect("the table").is_none() {
            let user = store.profile(&id).await.expect("the table").expect("a profile");
            let ingress = IngressInfo {
                ingress_id: IngressId::new(format!("IN_{id}")),
                ingress_type: IngressType::Rtmp,
                server_url: "rtmp://127.0.0.1:1935/live".to_owned(),
            };
            store.store_key(&user, None, &ingress, self.clock().now()).await.expect("the table");
        }
        id
    }

    /// The creator's encoder begins to send.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn go_live(&self, creator: &Bearer) {
        let id = self.stream_of(creator).await;
        // Publishes are told apart by their times.
        self.clock().advance(1);
        let now = self.clock().now();
        let publish = Publish {
            ingress_id: IngressId::new(format!("IN_{id}")),
            resource_id: format!("RT_{}", now.as_millis()),
            started_nanos: now.as_millis() * 1_000_000,
        };
        let change = self
            .app()
            .store
            .signal(&id, &Signal::Started { publish, told_at: Some(now) }, now)
            .await
            .expect("the table");
        assert!(change.is_some(), "{id} went live");
    }

    /// The creator's broadcast ends for good.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn end_broadcast(&self, creator: &Bearer) {
        let id = UserId::parse(&creator.id).expect("an id");
        let now = self.clock().now();
        let change = self.app().store.signal(&id, &Signal::Cut { at: now }, now).await.expect("the table");
        assert!(change.is_some(), "{id} was live");
    }
}
