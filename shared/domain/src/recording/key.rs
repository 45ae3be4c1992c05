//! Where the objects of a recording stand in the bucket. The place names Vod and run, and LiveKit repeats it in all that it
//! tells of an egress: so a run is found by it, whatever answer was lost.

use sha2::{Digest, Sha256};

use crate::{Time, UserId};

/// Letters of a Vod's id: 96 bits.
const ID_LETTERS: usize = 24;
/// Letters of a push in a run's id: 32 bits, of the pushes of one broadcast.
const PUSH_LETTERS: usize = 8;

/// The first `letters` hexadecimal digits of a SHA-256.
fn digest(parts: &[&str], letters: usize) -> String {
    let hash = Sha256::digest(parts.join("\n"));
    let mut text: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    text.truncate(letters);
    text
}

/// The id of a broadcast's Vod: two signals of one broadcast make the same one, and nobody guesses it from another.
#[must_use]
pub fn vod_id_of(user_id: &UserId, broadcast_id: &str) -> String {
    digest(&["vod", user_id.as_str(), broadcast_id], ID_LETTERS)
}

/// A place of a Vod's own, beside its runs: `v/<hh>/<vodId>/<name>`; without a name, below which all of it stands. Two
/// digits of the hash come first, so that no place of the bucket gets all the writes of a moment.
#[must_use]
pub fn vod_place(vod_id: &str, name: &str) -> String {
    format!("v/{}/{vod_id}/{name}", vod_id.get(..2).unwrap_or_default())
}

/// Where a creator's live picture stands: `p/<hh>/<id>.jpeg`. It is one for all of their pushes, and anybody's who sees
/// that they are live. Its id is made from the creator's, in which there may be signs that addresses do not carry well.
#[must_use]
pub fn preview_place(user_id: &UserId) -> String {
    let id = digest(&["preview", user_id.as_str()], ID_LETTERS);
    format!("p/{}/{id}.jpeg", &id[..2])
}

/// Whose a place of the bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfOne<'a> {
    /// The Vod's of this id.
    Vod(&'a str),
    /// The clip's of this id.
    Clip(&'a str),
}

/// Whose all is that stands below a place: of one Vod or of one clip, and of nothing larger. That alone may be erased as a
/// whole.
#[must_use]
pub fn of_one(place: &str) -> Option<OfOne<'_>> {
    let parts: Vec<&str> = place.split('/').collect();
    let [kind, hh, id, ""] = parts[..] else { return None };
    match kind {
        _ if hh.len() != 2 || !is_id(id) || id.len() <= 2 => None,
        "v" => Some(OfOne::Vod(id)),
        "c" => Some(OfOne::Clip(id)),
        _ => None,
    }
}

/// The parts of the bucket in which Vods and clips stand, of which each has some of them: the one behind `part`, without one
/// the first. `None`: it was the last.
#[must_use]
pub fn part_behind(part: Option<&str>) -> Option<String> {
    let Some(part) = part else { return Some("v/00/".to_owned()) };
    let (kind, hh) = (part.get(..1)?, part.get(2..4)?);
    match (kind, u8::from_str_radix(hh, 16).ok()?.checked_add(1)) {
        (kind, Some(next)) => Some(format!("{kind}/{next:02x}/")),
        ("v", None) => Some("c/00/".to_owned()),
        (_, None) => None,
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The id of a clip that was made under a seed of its own: nobody guesses it.
#[must_use]
pub fn clip_id_of(seed: &str) -> String {
    digest(&["clip", seed], ID_LETTERS)
}

/// A place of a clip's: `c/<hh>/<clipId>/<name>`; without a name, below which all of it stands.
#[must_use]
pub fn clip_place(clip_id: &str, name: &str) -> String {
    format!("c/{}/{clip_id}/{name}", clip_id.get(..2).unwrap_or_default())
}

/// A run of a Vod.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunKey {
    /// The Vod.
    pub vod_id: String,
    /// The run.
    pub run_id: String,
}

impl RunKey {
    /// The run that is the `attempt`th at recording a push which began at `started_at`. Sorts by push, then attempt;
    /// whoever tries the same attempt twice has the same run.
    #[must_use]
    pub fn of(vod_id: &str, started_at: Time, resource_id: &str, attempt: u32) -> Self {
        let push = digest(&["run", resource_id], PUSH_LETTERS);
        Self { vod_id: vod_id.to_owned(), run_id: format!("{:013}-{push}-{attempt:03}", started_at.as_millis()) }
    }

    /// Below which its objects stand: `v/<hh>/<vodId>/<runId>/`.
    #[must_use]
    pub fn prefix(&self) -> String {
        vod_place(&self.vod_id, &format!("{}/", self.run_id))
    }

    /// The run whose objects stand below a place; `None` where it is none of ours.
    #[must_use]
    pub fn parse(place: &str) -> Option<Self> {
        let mut parts = place.split('/');
        let (kind, _, vod_id, run_id) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let key = Self { vod_id: vod_id.to_owned(), run_id: run_id.to_owned() };
        (kind == "v" && is_id(vod_id) && is_id(run_id) && place.starts_with(&key.prefix())).then_some(key)
    }
}
