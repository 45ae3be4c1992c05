use domain::media::{OpenBroadcast, Publish};
use domain::{Categories, ChatModes, ChatSettings, IngressId, Media, StreamCard, Username};

use super::*;

const NOW: Time = Time::from_secs(1_000);

fn id(name: &str) -> UserId {
    UserId::parse(name).unwrap()
}

fn open(name: &str, viewers: u32) -> OpenEntry {
    let (user_id, broadcast_id) = (id(name), String::new());
    OpenEntry {
        user_id,
        started_at: NOW,
        viewers,
        counted_at: None,
        others: 0,
        broadcast_id,
        rights_changed_at: None,
        raid: None,
    }
}

/// A stream of one category that went live at `started`, and was interrupted if so.
fn stream(name: &str, category: Category, started: i64, interrupted: bool) -> Stream {
    let at = Time::from_secs(started);
    let publish =
        Publish { ingress_id: IngressId::new("IN_1"), resource_id: "RS_1".to_owned(), started_nanos: 1_000_000_000 };
    let broadcast = OpenBroadcast {
        id: "b".to_owned(),
        started_at: at,
        media_ended_at: interrupted.then_some(NOW),
        window_secs: 60,
        ..OpenBroadcast::of(&publish)
    };
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
        media: Media { broadcast: Some(broadcast), newest_nanos: 1, dead: vec![] },
        revision: 1,
        card: StreamCard {
            username: Username::parse(name).unwrap(),
            name: name.to_owned(),
            image: None,
            categories: Categories::from_iter([category]),
        },
        created_at: at,
        updated_at: at,
    }
}

fn by_id(streams: Vec<Stream>) -> HashMap<UserId, Stream> {
    streams.into_iter().map(|stream| (stream.user_id.clone(), stream)).collect()
}

fn names<'a>(streams: impl IntoIterator<Item = &'a Stream>) -> Vec<&'a str> {
    streams.into_iter().map(|stream| stream.user_id.as_str()).collect()
}

#[test]
fn state_and_categories_come_from_the_stream_or_else_from_the_ranking_before() {
    let before = [
        Ranked { user_id: id("alice"), viewers: 1, categories: Categories::from_iter([Category::Art]), is_live: true },
        Ranked { user_id: id("bob_"), viewers: 1, categories: Categories::from_iter([Category::Art]), is_live: false },
    ];
    let previous = RankTable::new(Time::from_secs(985), &before);
    let open = [open("alice", 9), open("bob_", 5), open("carol", 1)];
    let streams =
        by_id(vec![stream("alice", Category::Gaming, 900, true), stream("carol", Category::Music, 900, false)]);
    let made = snapshot(&open, Some(&previous), &streams, NOW);
    let told: Vec<_> = made
        .ranking
        .iter()
        .map(|ranked| (ranked.user_id.as_str(), ranked.categories.iter().collect::<Vec<_>>(), ranked.is_live))
        .collect();
    assert_eq!(
        told,
        [
            ("alice", vec![Category::Gaming], false),
            ("bob_", vec![Category::Art], false),
            ("carol", vec![Category::Music], true),
        ]
    );
}

#[test]
fn only_the_front_and_what_nothing_tells_of_is_read() {
    let open: Vec<_> = (0..150).map(|n| open(&format!("user_{n:03}"), 1_000 - n)).collect();
    let known: Vec<_> = open[..130]
        .iter()
        .map(|entry| Ranked {
            user_id: entry.user_id.clone(),
            viewers: 0,
            categories: Categories::default(),
            is_live: true,
        })
        .collect();
    let previous = RankTable::new(Time::from_secs(985), &known);
    let changed = by_id(vec![stream("user_140", Category::Art, 990, false)]);
    let read = to_read(&open, Some(&previous), &changed);
    assert_eq!(read.len(), 100 + 19);
    assert!(!read.contains(&id("user_120")) && !read.contains(&id("user_140")) && read.contains(&id("user_141")));
    assert_eq!(to_read(&open, None, &HashMap::new()).len(), 150);
}

#[test]
fn the_front_is_cut_into_slices_and_an_empty_ranking_has_them_too() {
    let open: Vec<_> = (0..25).map(|n| open(&format!("user_{n:03}"), 1_000 - n)).collect();
    let streams = by_id(open.iter().map(|entry| stream(entry.user_id.as_str(), Category::Art, 900, false)).collect());
    let made = snapshot(&open, None, &streams, NOW);
    let lengths: Vec<_> = made.fronts.iter().map(|front| (front.total, front.entries.len())).collect();
    assert_eq!(lengths, [(25, 20), (25, 5), (25, 0), (25, 0), (25, 0)]);
    assert_eq!(snapshot(&[], None, &HashMap::new(), NOW).fronts.len(), FRONT_SLICES);
}

#[test]
fn a_category_has_its_tops_however_few_watch_it() {
    let ranked = |n: usize, category| Ranked {
        user_id: id(&format!("user_{n:03}")),
        viewers: 0,
        categories: Categories::from_iter([category]),
        is_live: true,
    };
    let mut ranking: Vec<_> = (0..200).map(|n| ranked(n, Category::Gaming)).collect();
    ranking.push(ranked(200, Category::Cooking));
    let tops = tops(&ranking, NOW).entries;
    assert_eq!(tops.len(), TOPS + 1);
    assert_eq!((tops[TOPS].user_id.as_str(), tops[TOPS].rank), ("user_200", 200));
}

#[test]
fn a_first_page_shows_streams_as_they_changed_and_ends_with_those_that_started() {
    let front =
        ["alice", "bob_"].map(|name| FrontEntry { stream: stream(name, Category::Art, 900, false), viewers: 3 });
    let changed = vec![
        Stream { revision: 2, ..stream("alice", Category::Art, 900, true) },
        stream("dave", Category::Art, 998, false),
        stream("carol", Category::Art, 997, false),
        stream("erin", Category::Art, 996, true),
    ];
    let page = first_page(NOW, 2, front.clone().into_iter(), changed.clone(), NOW);
    let states: Vec<_> = page.ranked.iter().map(|entry| entry.stream.state(NOW)).collect();
    assert_eq!(states, [State::Interrupted, State::Live]);
    assert_eq!(names(&page.started), ["carol", "dave"]);
    // The page does not reach the ranking's end.
    assert!(first_page(NOW, 21, front.into_iter(), changed, NOW).started.is_empty());
}

#[test]
fn a_change_older_than_the_copy_does_not_replace_it() {
    let copy = Stream { revision: 3, ..stream("alice", Category::Art, 900, false) };
    let front = [FrontEntry { stream: copy, viewers: 0 }];
    let page = first_page(NOW, 1, front.into_iter(), vec![stream("alice", Category::Art, 900, true)], NOW);
    assert_eq!(page.ranked[0].stream.state(NOW), State::Live);
    assert!(page.started.is_empty());
}

/// A stream whose texts are as long as the rules allow, or longer: of letters of four bytes.
fn wordy(n: usize, url_letters: usize) -> Stream {
    let letters = |count: usize| "𝔘".repeat(count);
    let url = |count: usize| Some(format!("https://example.com/{}", letters(count - 20)));
    let name = format!("u{n:029}");
    let mut stream = stream(&name, Category::Art, 900, false);
    stream.user_id = id(&format!("{name}{}", "x".repeat(98)));
    (stream.title, stream.description, stream.thumbnail) = (letters(200), Some(letters(1_000)), url(url_letters));
    stream.card.name = letters(50);
    stream.card.image = url(url_letters);
    stream.card.categories = Categories::from_bits(u16::MAX);
    stream
}

fn wordy_fronts(count: usize, url_letters: usize) -> Vec<Front> {
    let entries = (0..count).map(|n| FrontEntry { stream: wordy(n, url_letters), viewers: u32::MAX });
    slices(entries, NOW, count)
}

#[test]
fn an_item_holds_a_slice_however_long_its_texts_are() {
    for (count, url_letters) in [(100, 2_048), (100, 512), (7, 20_000), (100, 60)] {
        let fronts = wordy_fronts(count, url_letters);
        let bytes: Vec<usize> = fronts.iter().map(|front| front.stored_bytes().unwrap()).collect();
        assert!(bytes.iter().all(|bytes| *bytes < 400 * 1_024), "{url_letters}: {bytes:?}");
        // What is there is the beginning of the ranking, without a gap.
        let shown: Vec<_> = fronts.iter().flat_map(|front| &front.entries).map(|entry| &entry.stream.user_id).collect();
        let first: Vec<_> = (0..shown.len()).map(|n| wordy(n, url_letters).user_id).collect();
        assert_eq!(shown, first.iter().collect::<Vec<_>>());
        assert!(!shown.is_empty() && fronts.iter().all(|front| front.total == count));
    }
    // The longest URLs in their normal form: nothing is left out.
    assert_eq!(wordy_fronts(100, 512).iter().map(|front| front.entries.len()).sum::<usize>(), 100);
    // Typed in letters of four bytes each, as they once were stored: the first slice is full before its end.
    let lengths: Vec<_> = wordy_fronts(100, 2_048).iter().map(|front| front.entries.len()).collect();
    assert!(lengths[0] > 10 && lengths[0] < FRONT_SLICE, "{lengths:?}");
    assert_eq!(lengths[1..], [0, 0, 0, 0]);
}

#[test]
fn a_first_page_that_is_cut_short_has_nobody_twice() {
    let front = [FrontEntry { stream: stream("alice", Category::Art, 900, false), viewers: 3 }];
    // Bob stands in the ranking, behind the front's end.
    let changed = vec![stream("bob_", Category::Art, 990, false)];
    let page = first_page(NOW, 2, front.into_iter(), changed, NOW);
    assert_eq!((page.ranked.len(), page.total, page.started.len()), (1, 2, 0));
}
