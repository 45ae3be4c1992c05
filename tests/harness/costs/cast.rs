//! Who plays.

use domain::UserId;
use serde_json::json;

use crate::{Bearer, World};

/// One more than a page has, so that every list goes on.
pub(super) const MANY: usize = 21;

/// Who plays: a star whom everybody follows, a fan who follows every creator, an administrator.
pub(super) struct Cast {
    pub star: Bearer,
    pub fan: Bearer,
    pub ada: Bearer,
}

impl Cast {
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn seed(world: &World) -> Self {
        let star = world.creator("star").await;
        let fan = world.viewer("fan").await;
        let ada = world.admin("ada").await;
        for n in 0..MANY {
            let creator = world.creator(&format!("creator_{n:02}")).await;
            world.go_live(&creator).await;
            world.app().store.refresh_search(&user(&creator)).await.expect("the table");
            world.post(&format!("/api/social/follow/{}", creator.id)).by(&fan).expect(200).await;
            let viewer = world.viewer(&format!("viewer_{n:02}")).await;
            world.post(&format!("/api/social/follow/{}", star.id)).by(&viewer).expect(200).await;
            let application = json!({"bio": "I stream every night.", "categories": ["TALK"]});
            world.post("/api/creator/application").by(&viewer).json(&application).expect(201).await;
        }
        Self { star, fan, ada }
    }
}

#[expect(clippy::expect_used, reason = "a test's own helper")]
pub(super) fn user(bearer: &Bearer) -> UserId {
    UserId::parse(&bearer.id).expect("an id")
}
