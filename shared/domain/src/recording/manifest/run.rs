//! What a run recorded: its playlists held against the objects that are there.

use std::collections::HashMap;

use super::{Playlist, Segment};

/// Length of a segment whose playlist says nothing, in milliseconds: the one that egress is asked for.
const USUAL_MILLIS: u64 = 4_000;
/// Segments that nobody tells the length of lie between two known ones; on average none is longer, in milliseconds.
const LONGEST_MILLIS: u64 = 20_000;

impl Playlist {
    /// What a run recorded, of the names of its segments in the bucket and of the playlists of all and of the last five, as
    /// far as those are there. Each segment of the bucket is in it once, and no other: egress lists none that it did not
    /// upload, and one that it listed may be erased. Where a number is missing the next one does not go on.
    #[must_use]
    pub fn of_run(all: Option<Self>, last: Option<Self>, names: &[String]) -> Self {
        let is_ended = all.as_ref().is_some_and(|all| all.is_ended);
        let listed = last.into_iter().chain(all).flat_map(|playlist| playlist.segments);
        let known: HashMap<String, Segment> = listed.map(|segment| (segment.name.clone(), segment)).collect();
        let mut numbered: Vec<(u64, &String)> = names.iter().filter_map(|name| Some((number(name)?, name))).collect();
        numbered.sort_unstable();
        numbered.dedup();
        let mut segments: Vec<Segment> = vec![];
        let mut unknown: Vec<usize> = vec![];
        let mut before = None;
        for (number, name) in numbered {
            let goes_on = before.is_none_or(|before| before + 1 == number);
            before = Some(number);
            let segment = known.get(name).cloned();
            if segment.is_none() {
                unknown.push(segments.len());
            }
            let segment =
                segment.unwrap_or(Segment { name: name.clone(), millis: 0, at: None, is_discontinuous: false });
            segments.push(Segment { is_discontinuous: segment.is_discontinuous || !goes_on, ..segment });
        }
        for stretch in unknown.chunk_by(|one, next| one + 1 == *next) {
            if let (Some(first), Some(last)) = (stretch.first(), stretch.last()) {
                fill_in(&mut segments, *first, *last);
            }
        }
        Self { segments, is_ended }
    }
}

/// Gives the segments from `first` to `last`, of which only the names are known, their lengths and moments.
fn fill_in(segments: &mut [Segment], first: usize, last: usize) {
    let from = first.checked_sub(1).and_then(|before| {
        let before = &segments[before];
        Some(before.at?.plus_millis(i64::try_from(before.millis).ok()?))
    });
    let is_whole = segments[first..].iter().take(last + 2 - first).all(|segment| !segment.is_discontinuous);
    let to = segments.get(last + 1).and_then(|after| after.at);
    let count = (last - first + 1) as u64;
    let between = from.zip(to).and_then(|(from, to)| u64::try_from(to.millis_since(from)).ok());
    let millis = between.filter(|between| is_whole && (count..=LONGEST_MILLIS * count).contains(between));
    let (each, mut rest) = millis.map_or((USUAL_MILLIS, 0), |millis| (millis / count, millis % count));
    let mut at = from;
    for segment in &mut segments[first..=last] {
        segment.millis = each + std::mem::take(&mut rest);
        segment.at = at;
        at = at.zip(i64::try_from(segment.millis).ok()).map(|(at, millis)| at.plus_millis(millis));
    }
}

/// The number of a segment, of its name: `s_00012.ts`. `None`: it is no segment.
fn number(name: &str) -> Option<u64> {
    name.strip_suffix(".ts")?.rsplit_once('_')?.1.parse().ok()
}
