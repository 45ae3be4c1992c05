//! Users of a test, made as they come to be in life: by their first call, their application, its
//! approval.

use domain::{IngressId, IngressInfo, IngressType, UserId};
use serde_json::json;

use crate::{Bearer, World};

impl World {
    /// A user who has called before.
    pub async fn viewer(&self, name: &str) -> Bearer {
        let bearer = Bearer::new(name, self.clock().now());
        self.get("/api/viewer/me").by(&bearer).expect(200).await;
        bearer
    }

    /// An administrator.
    pub async fn admin(&self, name: &str) -> Bearer {
        let bearer = Bearer::new(name, self.clock().now()).admin();
        self.get("/api/viewer/me").by(&bearer).expect(200).await;
        bearer
    }

    /// An approved creator of talk shows.
    pub async fn creator(&self, name: &str) -> Bearer {
        self.creator_of(name, &["TALK"]).await
    }

    /// An approved creator of these categories.
    pub async fn creator_of(&self, name: &str, categories: &[&str]) -> Bearer {
        let bearer = Bearer::new(name, self.clock().now());
        let application = json!({"bio": "I stream every night.", "categories": categories});
        self.post("/api/creator/application").by(&bearer).json(&application).expect(201).await;
        let ada = Bearer::new("ada", self.clock().now()).admin();
        let approve = format!("/api/admin/applications/{}/approve", bearer.id);
        self.post(&approve).by(&ada).expect(200).await;
        bearer
    }

    /// An approved creator whose ingress has this id: for events that were recorded elsewhere.
    ///
    /// # Panics
    /// When the table is away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn creator_with_ingress(&self, id: &str, ingress_id: &str) -> Bearer {
        let creator = self.creator(id.trim_start_matches("usr_")).await;
        let id = UserId::parse(id).expect("an id");
        let user = self.app().store.profile(&id).await.expect("the table").expect("a profile");
        let ingress = IngressInfo {
            ingress_id: IngressId::new(ingress_id),
            ingress_type: IngressType::Rtmp,
            server_url: "rtmp://127.0.0.1:1935/live".to_owned(),
        };
        self.app().store.store_key(&user, None, &ingress, self.clock().now()).await.expect("the table");
        creator
    }

    /// `live`, `interrupted` or `offline`, as the creator is told.
    pub async fn state_of(&self, creator: &Bearer) -> String {
        let status = self.get("/api/stream/status").by(creator).expect(200).await;
        status.data()["state"].as_str().unwrap_or_default().to_owned()
    }
}
