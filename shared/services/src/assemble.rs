//! Putting a Vod together: what the bucket has of its runs becomes one playlist. The bucket's list decides, and nothing that
//! anybody told: of a worker that died, or of an answer that was lost, it knows more than we do.

use std::collections::BTreeMap;

use domain::recording::manifest::{Playlist, merge};
use domain::recording::{Assembled, GROWING, POSTER, Vod, WHOLE, preview_place, vod_place};
use futures::{StreamExt as _, TryStreamExt as _};
use objects::{Object, Objects};
use runtime::Result;

/// Playlists that are read at once.
const READS_AT_ONCE: usize = 16;
/// The type of a playlist.
const PLAYLIST_TYPE: &str = "application/vnd.apple.mpegurl";

/// What the bucket has of a Vod's runs.
struct Found {
    playlist: Playlist,
    runs: usize,
    bytes: u64,
    has_poster: bool,
    has_growing: bool,
}

/// Writes the playlist over all runs of a Vod that is over, and takes the live picture for its own where that is its, unless
/// it has one. Done again it does the same, with what has come meanwhile.
///
/// # Errors
/// The bucket away.
pub(crate) async fn assemble(objects: &Objects, vod: &Vod, is_picture_its: bool) -> Result<Assembled> {
    let mut found = found(objects, vod).await?;
    found.playlist.is_ended = true;
    let segments = found.playlist.segments.len();
    if segments > 0 {
        let [whole, growing, poster] = [WHOLE, GROWING, POSTER].map(|name| vod_place(&vod.id, name));
        let grown = async {
            // Whoever watches by it is told of the end.
            if found.has_growing {
                let text = found.playlist.write_grown().into_bytes();
                objects.put(&growing, text, PLAYLIST_TYPE).await?;
            }
            Ok(())
        };
        let picture = async {
            Ok(found.has_poster || (is_picture_its && objects.copy(&preview_place(&vod.user_id), &poster).await?))
        };
        let text = found.playlist.write().into_bytes();
        let ((), (), has_poster) = tokio::try_join!(objects.put(&whole, text, PLAYLIST_TYPE), grown, picture)?;
        found.has_poster = has_poster;
    }
    Ok(Assembled {
        duration_millis: found.playlist.duration_millis(),
        segments: u32::try_from(segments).unwrap_or(u32::MAX),
        bytes: found.bytes,
        has_poster: found.has_poster,
    })
}

/// Writes the playlist over the runs of a Vod whose broadcast goes on. Returns whether there is more than one to join.
///
/// # Errors
/// The bucket away.
pub(crate) async fn join(objects: &Objects, vod: &Vod) -> Result<bool> {
    let mut found = found(objects, vod).await?;
    if found.runs < 2 {
        return Ok(false);
    }
    found.playlist.is_ended = false;
    let text = found.playlist.write_grown().into_bytes();
    objects.put(&vod_place(&vod.id, GROWING), text, PLAYLIST_TYPE).await?;
    Ok(true)
}

/// What stands below a Vod's place: one list, then the playlists of each run. Runs are in the order of their names, which
/// is that of their pushes and attempts.
async fn found(objects: &Objects, vod: &Vod) -> Result<Found> {
    let prefix = vod_place(&vod.id, "");
    let (mut runs, mut own): (BTreeMap<String, Vec<Object>>, Vec<String>) = Default::default();
    for object in objects.list_all(&prefix).await? {
        let rest = object.key.strip_prefix(&prefix).unwrap_or_default();
        match rest.split_once('/') {
            Some((run, name)) => {
                let (run, name) = (format!("{run}/"), name.to_owned());
                runs.entry(run).or_default().push(Object { key: name, ..object });
            }
            None => own.push(rest.to_owned()),
        }
    }
    let bytes = runs.values().flatten().filter(|object| object.key.ends_with(".ts")).map(|object| object.size).sum();
    let playlists =
        runs.into_iter().map(|(folder, listed)| read_run(objects, format!("{prefix}{folder}"), folder, listed));
    let read: Vec<(String, Playlist)> = futures::stream::iter(playlists).buffered(READS_AT_ONCE).try_collect().await?;
    Ok(Found {
        playlist: merge(&read),
        runs: read.iter().filter(|(_, run)| !run.segments.is_empty()).count(),
        bytes,
        has_poster: own.iter().any(|name| name == POSTER),
        has_growing: own.iter().any(|name| name == GROWING),
    })
}

/// A run's playlist, of what stands in its folder.
async fn read_run(objects: &Objects, place: String, folder: String, listed: Vec<Object>) -> Result<(String, Playlist)> {
    let names: Vec<String> = listed.into_iter().map(|object| object.key).collect();
    let read = async |name: &str| -> Result<Option<Playlist>> {
        if !names.iter().any(|listed| listed == name) {
            return Ok(None);
        }
        let key = format!("{place}{name}");
        let Some(body) = objects.get(&key).await? else { return Ok(None) };
        let playlist = Playlist::parse(&String::from_utf8_lossy(&body));
        if playlist.is_err() {
            tracing::warn!(event = "vod_playlist", key, outcome = "cannot be read");
        }
        Ok(playlist.ok())
    };
    let (all, last) = tokio::try_join!(read("event.m3u8"), read("live.m3u8"))?;
    Ok((folder, Playlist::of_run(all, last, &names)))
}
