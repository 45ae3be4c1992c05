//! Copying a clip's objects. S3 does it: no media passes through here.

use std::collections::HashSet;

use domain::clip::{Clip, Piece};
use futures::StreamExt as _;
use objects::Objects;
use runtime::Result;

use super::source::Source;

/// Objects that are copied at once: an hour of a highlight, 900 of them, within a few seconds.
const AT_ONCE: usize = 32;

/// Copies what a piece takes and is not there yet. Returns the names in the clip of what could not be found. What is copied
/// when this is broken off stays, and is not copied again.
///
/// # Errors
/// The bucket away.
pub(super) async fn all(objects: &Objects, clip: &Clip, source: &Source, piece: &Piece) -> Result<Vec<String>> {
    let prefix = clip.prefix();
    let there: HashSet<String> = objects.list_all(&prefix).await?.into_iter().map(|object| object.key).collect();
    let mut copies: Vec<(String, String, String)> = vec![];
    for (from, name) in &piece.copies {
        let to = format!("{prefix}{name}");
        if !there.contains(&to) {
            copies.push((source.key(from), to, name.clone()));
        }
    }
    let mut copying = futures::stream::iter(copies).map(|copy| one(objects, copy)).buffer_unordered(AT_ONCE);
    let (mut missing, mut failure) = (vec![], None);
    while let Some((copied, name)) = copying.next().await {
        match copied {
            Ok(true) => {}
            Ok(false) => missing.push(name),
            // The others are copied all the same: less is left to whoever tries again.
            Err(away) => failure = Some(away),
        }
    }
    failure.map_or(Ok(missing), Err)
}

/// Copies an object from here to there; with its name in the clip, for whoever collects what became of it.
async fn one(objects: &Objects, (from, to, name): (String, String, String)) -> (Result<bool>, String) {
    (objects.copy(&from, &to).await, name)
}

/// Copies the picture of what a clip is cut from. Returns whether it has one; a clip is a clip without.
pub(super) async fn poster(objects: &Objects, clip: &Clip, source: &Source) -> bool {
    let had = clip.made.as_ref().is_some_and(|made| made.has_poster);
    let Some(from) = source.poster.as_ref().filter(|_| !had) else { return had };
    match objects.copy(from, &clip.poster_key()).await {
        Ok(is_there) => is_there,
        Err(cause) => {
            tracing::warn!(event = "clip", clip_id = clip.id, outcome = "no picture", %cause);
            false
        }
    }
}
