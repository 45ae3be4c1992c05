//! What of a creator stands in the search index, and how to get from one state of it to another.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Stream, Tag, Time, User, tokenizer};

/// Prefixes of one creator at most. A title of 200 letters, a name of 50, a username of 30 and ten tags come
/// to 420, or without tags to 560 in scripts without spaces. What passes this (text made of letters that
/// decompose into several, and long tags beside a long title in such scripts) loses what stands last in the
/// title.
const PREFIXES: usize = 600;

/// The list that an entry stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SearchList {
    /// Creators with an open broadcast.
    Live,
    /// Every creator that can be found.
    All,
    /// Creators with an open broadcast, by the tags of their streams: no words, and no order of popularity.
    Tag,
}

/// Followers, told by powers of four: enough to put the known before the unknown, and so coarse that the
/// index is rewritten eight times on the way to 50,000 followers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Popularity(u8);

impl Popularity {
    /// Of so many followers: 0 below 4, 1 below 16 and so on. Who was `held` higher falls only with a
    /// quarter of the bound missing, so that one follower who comes and goes moves nothing.
    #[must_use]
    pub fn of(followers: u64, held: Option<Self>) -> Self {
        let level = |followers: u64| Self(u8::try_from(followers.max(1).ilog(4)).unwrap_or(u8::MAX));
        let now = level(followers);
        match held {
            Some(held) if now < held => now.max(level(followers + followers / 3).min(held)),
            _ => now,
        }
    }

    /// 0 for the least known.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.0
    }
}

/// One entry of the index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SearchEntry {
    /// In which list. Short names: a creator has some 60 entries.
    #[serde(rename = "l")]
    pub list: SearchList,
    /// Where in the list.
    #[serde(rename = "p")]
    pub popularity: Popularity,
    /// The beginning of a word; in the list of tags, a tag as [`Tag::folded`] has it.
    #[serde(rename = "w")]
    pub prefix: String,
    /// In the list of tags, when the broadcast began: that list is in the order of the go-lives.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Time>,
}

/// What of one creator stands in the index.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Indexed {
    /// All words of the creator, a space before each, as every entry carries them; `None` while entries
    /// differ in that, and when there are none.
    #[serde(default)]
    pub words: Option<String>,
    /// The entries.
    #[serde(default)]
    pub entries: BTreeSet<SearchEntry>,
}

/// Some of the writes from one state of the index to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexStep {
    /// Entries to write.
    pub put: Vec<SearchEntry>,
    /// Entries to delete.
    pub delete: Vec<SearchEntry>,
    /// What stands in the index after it.
    pub then: Indexed,
}

impl Indexed {
    /// What should stand there: nothing unless the creator is approved and has a stream. An interrupted
    /// broadcast still counts as live; whether its window is over is for the reader to see by the time.
    #[must_use]
    pub fn wanted(user: &User, stream: &Stream, popularity: Popularity) -> Self {
        if !user.is_approved_creator() {
            return Self::default();
        }
        let words = creator_words(user, stream);
        let prefixes: BTreeSet<&str> = {
            let mut seen = BTreeSet::new();
            let all = words.iter().flat_map(|word| tokenizer::prefixes(word));
            all.filter(|prefix| seen.insert(*prefix)).take(PREFIXES).collect()
        };
        let lists = match stream.media.broadcast {
            Some(_) => &[SearchList::Live, SearchList::All][..],
            None => &[SearchList::All],
        };
        let entry = |list, prefix: &str| SearchEntry { list, popularity, prefix: prefix.to_owned(), started_at: None };
        let worded = lists.iter().flat_map(|list| prefixes.iter().map(|prefix| entry(*list, prefix)));
        let entries = worded.chain(tagged(stream)).collect();
        Self { words: Some(words.iter().flat_map(|word| [" ", word]).collect()), entries }
    }

    /// How popular the creator is said to be.
    #[must_use]
    pub fn popularity(&self) -> Option<Popularity> {
        self.entries.iter().map(|entry| entry.popularity).max()
    }

    /// The steps from this state to `wanted`, of at most `writes` writes each; none when it is reached.
    /// Entries are written before others are deleted, so that nobody drops out of a list between.
    #[must_use]
    pub fn steps_to(&self, wanted: &Self, writes: usize) -> Vec<IndexStep> {
        // An entry in the list of tags carries no words.
        let has_words = |entry: &SearchEntry| entry.list == SearchList::Tag || self.words == wanted.words;
        let is_right = |entry: &&SearchEntry| has_words(entry) && self.entries.contains(*entry);
        let put = wanted.entries.iter().filter(|entry| !is_right(entry)).map(|entry| (true, entry));
        let delete = self.entries.difference(&wanted.entries).map(|entry| (false, entry));
        let changes: Vec<_> = put.chain(delete).collect();
        let mut now = self.clone();
        let mut steps = Vec::new();
        for chunk in changes.chunks(writes) {
            let mut step = IndexStep { put: vec![], delete: vec![], then: Self::default() };
            for (is_put, entry) in chunk {
                if *is_put {
                    now.entries.insert((*entry).clone());
                    step.put.push((*entry).clone());
                } else {
                    now.entries.remove(*entry);
                    step.delete.push((*entry).clone());
                }
            }
            now.words = if self.words == wanted.words { now.words } else { None };
            step.then = now.clone();
            steps.push(step);
        }
        if let Some(last) = steps.last_mut() {
            last.then = wanted.clone();
        }
        steps
    }
}

/// The entries of a stream's tags, while a broadcast is open. All of one popularity, so that followers move none.
fn tagged(stream: &Stream) -> impl Iterator<Item = SearchEntry> {
    let started_at = stream.media.broadcast.as_ref().map(|open| open.started_at);
    let tags = stream.tags.iter().filter(move |_| started_at.is_some()).map(Tag::folded);
    tags.map(move |prefix| SearchEntry { list: SearchList::Tag, popularity: Popularity(0), prefix, started_at })
}

/// Username first, whole and in its parts, then the name, the tags, the title.
fn creator_words(user: &User, stream: &Stream) -> Vec<String> {
    let username = user.username.as_str();
    let mut words = Vec::new();
    let (joined, tags) = (username.replace('_', ""), stream.tags.iter().map(Tag::as_str));
    for text in [joined.as_str(), username, &user.name].into_iter().chain(tags).chain([stream.title.as_str()]) {
        for word in tokenizer::of_text(text) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries(prefixes: &[&str], list: SearchList, level: u8) -> BTreeSet<SearchEntry> {
        let entry = |prefix: &&str| SearchEntry {
            list,
            popularity: Popularity(level),
            prefix: (*prefix).to_owned(),
            started_at: None,
        };
        prefixes.iter().map(entry).collect()
    }

    #[test]
    fn popularity_rises_by_powers_of_four() {
        let levels = [0, 1, 3, 4, 15, 16, 63, 64, 50_000].map(|followers| Popularity::of(followers, None).level());
        assert_eq!(levels, [0, 0, 0, 1, 1, 2, 2, 3, 7]);
    }

    #[test]
    fn popularity_falls_late() {
        let held = Some(Popularity(2));
        let levels = [16, 15, 12, 11, 4, 3, 2, 0].map(|followers| Popularity::of(followers, held).level());
        assert_eq!(levels, [2, 2, 2, 1, 1, 1, 0, 0]);
        assert_eq!(Popularity::of(64, held).level(), 3);
    }

    #[test]
    fn one_step_puts_what_is_missing_and_deletes_what_is_over() {
        let held = Indexed { words: Some(" ab".to_owned()), entries: entries(&["a", "ab"], SearchList::All, 0) };
        let mut wanted = held.clone();
        wanted.entries.extend(entries(&["a", "ab"], SearchList::Live, 0));
        let steps = held.steps_to(&wanted, 99);
        assert_eq!(steps.len(), 1);
        assert_eq!((steps[0].put.len(), steps[0].delete.len()), (2, 0));
        assert_eq!(wanted.steps_to(&held, 99)[0].delete.len(), 2);
        assert_eq!(held.steps_to(&held, 99), []);
    }

    #[test]
    fn other_words_rewrite_every_entry() {
        let held = Indexed { words: Some(" ab".to_owned()), entries: entries(&["a", "ab"], SearchList::All, 0) };
        let wanted =
            Indexed { words: Some(" ab ac".to_owned()), entries: entries(&["a", "ab", "ac"], SearchList::All, 0) };
        assert_eq!(held.steps_to(&wanted, 99)[0].put.len(), 3);
    }

    #[test]
    fn another_title_leaves_the_tags() {
        let tag = SearchEntry {
            list: SearchList::Tag,
            popularity: Popularity(0),
            prefix: "chess".to_owned(),
            started_at: Some(Time::from_secs(7)),
        };
        let mut held = Indexed { words: Some(" ab".to_owned()), entries: entries(&["a"], SearchList::Live, 0) };
        held.entries.insert(tag.clone());
        let mut wanted = Indexed { words: Some(" ac".to_owned()), ..held.clone() };
        assert_eq!(held.steps_to(&wanted, 99)[0].put, [entries(&["a"], SearchList::Live, 0).pop_first().unwrap()]);
        // Another broadcast has another place.
        let later = SearchEntry { started_at: Some(Time::from_secs(9)), ..tag.clone() };
        wanted = Indexed { words: held.words.clone(), ..wanted };
        wanted.entries.remove(&tag);
        wanted.entries.insert(later.clone());
        let steps = held.steps_to(&wanted, 99);
        assert_eq!((&steps[0].put[..], &steps[0].delete[..]), (&[later][..], &[tag][..]));
    }

    fn states() -> impl Strategy<Value = Indexed> {
        let lists = [SearchList::Live, SearchList::All, SearchList::Tag];
        let entry = ("[a-d]{1,2}", 0..3_usize, 0..2_u8).prop_map(move |(prefix, list, level)| SearchEntry {
            list: lists[list],
            popularity: Popularity(if lists[list] == SearchList::Tag { 0 } else { level }),
            prefix,
            started_at: (lists[list] == SearchList::Tag).then(|| Time::from_secs(level.into())),
        });
        let words = proptest::option::of("( [a-d]{2}){1,3}");
        (words, proptest::collection::btree_set(entry, 0..20)).prop_map(|(words, entries)| Indexed { words, entries })
    }

    proptest! {
        /// Wherever it stops, what is written down is what is there; going on from there ends as wanted.
        #[test]
        fn steps_are_true_at_each_end(held in states(), wanted in states(), writes in 1..5_usize, stop in 0..8_usize) {
            let wanted = if wanted.entries.is_empty() { Indexed::default() } else { wanted };
            let mut there: std::collections::BTreeMap<_, _> =
                held.entries.iter().map(|entry| (entry.clone(), held.words.clone())).collect();
            let mut now = held.clone();
            for round in 0..2 {
                for step in now.steps_to(&wanted, writes).into_iter().take(if round == 0 { stop } else { usize::MAX }) {
                    prop_assert!(step.put.len() + step.delete.len() <= writes);
                    there.extend(step.put.into_iter().map(|entry| (entry, wanted.words.clone())));
                    there.retain(|entry, _| !step.delete.contains(entry));
                    now = step.then;
                    prop_assert_eq!(there.keys().cloned().collect::<BTreeSet<_>>(), now.entries.clone());
                }
            }
            if held != wanted && !(held.entries.is_empty() && wanted.entries.is_empty()) {
                prop_assert_eq!(now.entries, wanted.entries.clone());
            }
            if wanted.words.is_some() {
                let worded = there.iter().filter(|(entry, _)| entry.list != SearchList::Tag);
                prop_assert!(worded.into_iter().all(|(_, words)| *words == wanted.words));
            }
        }
    }
}
