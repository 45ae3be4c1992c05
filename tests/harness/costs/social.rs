//! Follows, blocks, lists of creators.

use super::cast::Cast;
use super::till::Till;

pub(super) async fn social(till: &mut Till<'_>, cast: &Cast) {
    let (world, fan, star) = (till.world, &cast.fan, &cast.star.id);
    let follow = format!("/api/social/follow/{star}");
    till.ring("follow", world.post(&follow).by(fan), 200).await;
    till.ring("get_follow", world.get(&follow).by(fan), 200).await;
    till.ring_list("list_followers", &format!("/api/social/followers/{star}"), None).await;
    till.ring_list("list_following", &format!("/api/social/following/{}", fan.id), None).await;
    till.ring_list("list_creators", "/api/social/creators", None).await;
    till.ring_ranked("list_creators: page 2", world.get("/api/social/creators?page=2")).await;
    till.ring_ranked("list_creators: category", world.get("/api/social/creators?category=TALK")).await;
    till.ring_ranked("list_creators: live", world.get("/api/social/creators?live=true")).await;
    till.ring_ranked("list_creators: known caller", world.get("/api/social/creators").by(fan)).await;
    till.ring("get_creator", world.get("/api/social/creator/star"), 200).await;
    till.ring("get_creator: known caller", world.get("/api/social/creator/star").by(fan), 200).await;
    till.ring("unfollow", world.delete(&follow).by(fan), 200).await;
    world.post(&follow).by(fan).expect(200).await;
    let block = format!("/api/social/block/{}", fan.id);
    till.ring("block: ends a follow", world.post(&block).by(&cast.star), 200).await;
    till.ring("unblock", world.delete(&block).by(&cast.star), 200).await;
}
