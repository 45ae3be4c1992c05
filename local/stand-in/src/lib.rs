//! A LiveKit stand-in that carries no media, and records a test card.
//!
//! It answers LiveKit's Twirp calls as far as this workspace makes them, enforces the grants as LiveKit does, keeps
//! rooms, participants and ingresses in memory, and posts signed webhooks with LiveKit's own retry rules. What an
//! encoder, a viewer or a dying server does is a call of [`StandIn`]; its faults are set with [`StandIn::fault`].
//! How LiveKit behaves is what was seen on real servers: `tests/fixtures/livekit-events` holds the recordings, and
//! every one of them is played by a test.
//!
//! Where it differs from LiveKit: the figures of a room do not lag, an update of a live ingress ends its push at
//! once, nothing is kept over a restart, and there is no signalling.
//!
//! An egress records nobody: what it uploads is the same for all, a digit and a tone for each four seconds since its beginning,
//! in LiveKit's own rhythm and by the same calls of S3. It does so where its request names an endpoint; otherwise its life is
//! played, and nothing is uploaded. Where it differs from LiveKit's: it begins to record in the moment in which it is asked, takes
//! no notice of what encoding it is asked for, writes no manifests of its own beside the playlists, waits for no media, uploads in
//! no time, and what it was about to upload is not lost when its worker dies.

mod auth;
mod buckets;
mod call;
mod control;
mod egress;
mod encoder;
mod event;
mod fault;
mod ids;
mod ingress;
mod journal;
mod media;
mod mpegts;
mod options;
mod playlist;
pub mod recording;
mod redact;
mod rooms;
mod server;
mod start;
mod state;
mod stop;
mod tape;
mod test_card;
mod tracks;
mod twirp;
mod twirp_error;
mod upload;
mod view;
mod webhook;

pub use fault::Fault;
pub use media::moment_of;
pub use options::Options;
pub use server::{CallView, StandIn};
pub use state::{EgressEnd, EgressFault};
pub use tape::Put;
pub use test_card::{test_card, test_picture};
pub use view::{Connection, DataView, EgressView, IngressView, ParticipantView, Push, Refused, RoomView};
pub use webhook::{Outcome, SentWebhook};
