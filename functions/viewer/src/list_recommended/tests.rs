use std::sync::Arc;

use domain::media::{OpenBroadcast, Publish};
use domain::ranking::{RankTable, Ranked};
use domain::{ChatModes, ChatSettings, IngressId, Media, Stream, StreamCard, Username};
use store::{Top, Tops};

use super::*;

const NOW: Time = Time::from_secs(1_000);

fn id(name: &str) -> UserId {
    UserId::parse(name).unwrap()
}

fn about(category: Category) -> Categories {
    Categories::from_iter([category])
}

/// A ranking in which everybody is among the tops, most viewers first.
fn standing(ranked: &[(&str, Category)], changed: Vec<Stream>) -> Standing {
    let epoch = Time::from_secs(990);
    let ranking: Vec<_> = ranked
        .iter()
        .map(|(name, category)| Ranked { user_id: id(name), viewers: 7, categories: about(*category), is_live: true })
        .collect();
    let top = |(rank, ranked): (u32, &Ranked)| Top {
        user_id: ranked.user_id.clone(),
        rank,
        viewers: ranked.viewers,
        categories: ranked.categories,
    };
    Standing {
        table: Arc::new(RankTable::new(epoch, &ranking)),
        tops: Arc::new(Tops { epoch, entries: (0..).zip(&ranking).map(top).collect() }),
        changed,
    }
}

/// A stream that changed since: live, or offline.
fn changed(name: &str, category: Category, is_live: bool) -> Stream {
    let publish = Publish { ingress_id: IngressId::new("IN_1"), resource_id: "RS".to_owned(), started_nanos: 1 };
    let broadcast = is_live.then(|| OpenBroadcast { started_at: NOW, ..OpenBroadcast::of(&publish) });
    Stream {
        user_id: id(name),
        title: String::new(),
        description: None,
        thumbnail: None,
        tags: vec![],
        chat: ChatSettings::default(),
        modes: ChatModes::default(),
        pinned: None,
        reconnect_window: 60,
        recording: domain::recording::RecordingSettings::default(),
        raid: None,
        ingress: None,
        media: Media { broadcast, newest_nanos: 1, dead: vec![] },
        revision: 1,
        card: StreamCard {
            username: Username::parse(name).unwrap(),
            name: name.to_owned(),
            image: None,
            categories: about(category),
        },
        created_at: NOW,
        updated_at: NOW,
    }
}

fn follow(name: &str, category: Category) -> FollowEntry {
    FollowEntry { user_id: id(name), followed_at: NOW, categories: about(category) }
}

fn recommended(standing: &Standing, follows: &[FollowEntry]) -> Vec<String> {
    let followed: Vec<_> = follows.iter().map(|follow| follow.user_id.clone()).collect();
    let fit = in_order(candidates(standing, &followed, NOW), &Taste::of(follows), 100);
    fit.into_iter().map(|(id, _)| id.to_string()).collect()
}

#[test]
fn followed_then_by_taste_then_by_viewers() {
    let standing = standing(
        &[
            ("most_watched", Category::Sports),
            ("art_one", Category::Art),
            ("game_one", Category::Gaming),
            ("art_two", Category::Art),
            ("followed_live", Category::Travel),
        ],
        vec![],
    );
    let follows = [
        follow("followed_live", Category::Travel),
        follow("offline_1", Category::Gaming),
        follow("offline_2", Category::Art),
        follow("offline_3", Category::Gaming),
    ];
    let order = recommended(&standing, &follows);
    assert_eq!(order, ["followed_live", "game_one", "art_one", "art_two", "most_watched"]);
}

#[test]
fn nobody_followed_means_the_most_watched() {
    let standing = standing(&[("alice", Category::Art), ("bob", Category::Gaming)], vec![]);
    assert_eq!(recommended(&standing, &[]), ["alice", "bob"]);
}

#[test]
fn who_started_since_is_in_and_who_ended_is_out() {
    let changed = vec![
        changed("carol", Category::Music, true),
        changed("dave", Category::Art, true),
        changed("alice", Category::Art, false),
        // In the ranking, and live again or still: it keeps its rank.
        changed("bob", Category::Gaming, true),
    ];
    let standing =
        standing(&[("alice", Category::Art), ("erin", Category::Sports), ("bob", Category::Gaming)], changed);
    let follows = [follow("dave", Category::Art), follow("offline", Category::Music)];
    assert_eq!(recommended(&standing, &follows), ["dave", "carol", "erin", "bob"]);
}

#[test]
fn a_stream_of_two_tastes_scores_both() {
    let taste = Taste::of(&[follow("a", Category::Art), follow("b", Category::Art), follow("c", Category::Music)]);
    assert_eq!(taste.score(Categories::from_iter([Category::Art, Category::Music, Category::Talk])), 3);
    assert_eq!(taste.score(about(Category::Talk)), 0);
}
