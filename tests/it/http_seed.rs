//! What the tests of the HTTP conventions start from, put into the table without the routes that make it.

use domain::{ApplicationStatus, ChannelSettings, IngressId, IngressInfo, IngressType, User, UserId, Username};
use harness::{Bearer, World};

/// An approved creator without a stream.
pub async fn creator(world: &World, name: &str) -> Bearer {
    let (bearer, now) = (Bearer::new(name, world.clock().now()), world.clock().now());
    let user = User {
        id: UserId::parse(&bearer.id).unwrap(),
        username: Username::parse(name).unwrap(),
        name: name.to_owned(),
        bio: None,
        image: None,
        creator_status: Some(ApplicationStatus::Approved),
        categories: vec![],
        approved_at: Some(now),
        channel: ChannelSettings::default(),
        created_at: now,
        updated_at: now,
    };
    world.app().store.create_profile(user).await.unwrap();
    bearer
}

/// Their stream, with a key that LiveKit does not know.
pub async fn stream(world: &World, creator: &Bearer) {
    let id = UserId::parse(&creator.id).unwrap();
    let user = world.app().store.profile(&id).await.unwrap().unwrap();
    let ingress = IngressInfo {
        ingress_id: IngressId::new("IN_1"),
        ingress_type: IngressType::Rtmp,
        server_url: "rtmp://127.0.0.1:1935/live".to_owned(),
    };
    world.app().store.store_key(&user, None, &ingress, world.clock().now()).await.unwrap();
}
