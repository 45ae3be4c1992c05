//! A LiveKit stand-in that carries no media.
//!
//! It answers LiveKit's Twirp calls as far as this workspace makes them, enforces the grants as LiveKit does, keeps
//! rooms, participants and ingresses in memory, and posts signed webhooks with LiveKit's own retry rules. What an
//! encoder, a viewer or a dying server does is a call of [`StandIn`]; its faults are set with [`StandIn::fault`].
//! How LiveKit behaves is what was seen on real servers: `tests/fixtures/livekit-events` holds the recordings, and
//! every one of them is played by a test.
//!
//! Where it differs from LiveKit: the figures of a room do not lag, an update of a live ingress ends its push at
//! once, nothing is kept over a restart, and there is no signalling. An egress records nothing: its life is played.

mod auth;
mod call;
mod control;
mod egress;
mod encoder;
mod event;
mod fault;
mod ids;
mod ingress;
mod journal;
mod options;
pub mod recording;
mod rooms;
mod server;
mod start;
mod state;
mod stop;
mod tracks;
mod twirp;
mod twirp_error;
mod view;
mod webhook;

pub use fault::Fault;
pub use options::Options;
pub use server::{CallView, StandIn};
pub use state::EgressFault;
pub use view::{Connection, DataView, EgressView, IngressView, ParticipantView, Push, Refused, RoomView};
pub use webhook::{Outcome, SentWebhook};
