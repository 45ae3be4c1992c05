use domain::media::{OpenBroadcast, Publish};
use domain::ranking::Ranked;
use domain::{Categories, ChatModes, ChatSettings, IngressId, Media, StreamCard, Username};
use store::FollowEntry;

use super::*;

const NOW: Time = Time::from_secs(1_000);

fn id(name: &str) -> UserId {
    UserId::parse(name).unwrap()
}

fn ids(names: &[&str]) -> Vec<UserId> {
    names.iter().map(|name| id(name)).collect()
}

/// A ranking of streams, the interrupted ones in brackets.
fn table(names: &[&str]) -> RankTable {
    let ranked = |name: &&str| Ranked {
        user_id: id(name.trim_matches(['(', ')'])),
        viewers: 5,
        categories: Categories::default(),
        is_live: !name.starts_with('('),
    };
    RankTable::new(Time::from_secs(990), &names.iter().map(ranked).collect::<Vec<_>>())
}

fn stream(name: &str, is_live: bool) -> Stream {
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
            categories: Categories::default(),
        },
        created_at: NOW,
        updated_at: NOW,
    }
}

/// Follows, newest first, and whether the index has more.
fn follows(names: &[&str], more: bool) -> FollowPage {
    let entry = |(nth, name): (i64, &&str)| FollowEntry {
        user_id: id(name),
        followed_at: Time::from_secs(900 - nth),
        categories: Categories::default(),
    };
    FollowPage { entries: (0..).zip(names).map(entry).collect(), next: more.then(|| "more".to_owned()) }
}

/// Walks with a limit, as `handle` does, and returns the pages.
fn walk(table: &RankTable, moved: &[u64], followed: &[&str], limit: usize) -> Vec<Vec<String>> {
    let halves = Halves { table, moved };
    let mut place = Half::Live(0);
    let mut pages = vec![];
    loop {
        let after = match &place {
            Half::Offline(Some(after)) => after.clone(),
            _ => "~".to_owned(),
        };
        let mut page = follows(followed, false);
        page.entries.retain(|entry| entry.place() < after);
        let (entries, next) = plan(&halves, place, ids(followed), page, limit);
        pages.push(entries.into_iter().map(|(id, _)| id.to_string()).collect());
        match next {
            Some(next) => place = next,
            None => return pages,
        }
    }
}

#[test]
fn live_ones_by_rank_then_the_others_by_follow() {
    let table = table(&["top", "zed", "mid", "amy"]);
    let followed = ["off_new", "amy", "zed", "off_old"];
    assert_eq!(walk(&table, &[], &followed, 20), [["zed", "amy", "off_new", "off_old"]]);
}

#[test]
fn every_limit_walks_the_same_list() {
    let table = table(&["top", "zed", "(gone)", "amy"]);
    let followed = ["off_new", "amy", "gone", "zed", "new", "off_old"];
    let moved = moved(&table, &ids(&followed), &[stream("new", true)], NOW);
    for limit in 1..=7 {
        let pages = walk(&table, &moved, &followed, limit);
        assert!(pages.iter().all(|page| page.len() <= limit));
        let all: Vec<String> = pages.into_iter().flatten().collect();
        assert_eq!(all, ["zed", "amy", "new", "off_new", "gone", "off_old"], "limit {limit}");
    }
}

#[test]
fn who_moved_since_the_ranking_is_in_the_other_half() {
    let table = table(&["ended", "(resumed)", "stays"]);
    let followed = ["started", "ended", "resumed", "stays", "off"];
    let changed = [
        stream("ended", false),
        stream("resumed", true),
        stream("started", true),
        stream("stays", true),
        stream("off", false),
        stream("foreign", true),
    ];
    let moved = moved(&table, &ids(&followed), &changed, NOW);
    assert_eq!(moved.len(), 3);
    assert_eq!(walk(&table, &moved, &followed, 20), [["resumed", "stays", "started", "ended", "off"]]);
}

#[test]
fn a_page_may_be_empty_while_the_follows_go_on() {
    let table = table(&["amy"]);
    let halves = Halves { table: &table, moved: &[] };
    let place = Half::Offline(Some("x".to_owned()));
    let (entries, next) = plan(&halves, place, vec![], follows(&["amy"], true), 20);
    assert_eq!((entries, next), (vec![], Some(Half::Offline(Some("more".to_owned())))));
}

#[test]
fn nobody_followed_is_one_empty_page() {
    assert_eq!(walk(&table(&["amy"]), &[], &[], 20), [Vec::<String>::new()]);
}
