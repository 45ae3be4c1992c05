//! Playlists of recordings (HLS, RFC 8216): what LiveKit's egress writes beside its segments, and what is made of it. What
//! the lines mean is said here alone.
//!
//! What egress does: a segment of some 4 s is listed once it is uploaded, with the moment at which it began; the playlist
//! of all is uploaded with each segment in the first hour, with every nth in the nth, at the latest each minute; another
//! of the last five with each. Only an orderly end is written down. So of a worker that died the bucket knows more than
//! its playlist.

mod playlist;
mod run;
mod text;

pub use playlist::{Cut, Playlist, Segment, merge};
pub use text::NotAPlaylist;

#[cfg(test)]
mod tests;
