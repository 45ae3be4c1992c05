//! What the black-box tests stand on: a whole OnAir with a fresh database, and a client that states the
//! expected status in every call.
//!
//! [`World`] starts it: the embedded engine (or the one that `AWS_ENDPOINT_URL_DYNAMODB` names),
//! the LiveKit stand-in, and every function behind the API Gateway events that it would get in Lambda.

#![recursion_limit = "256"]

mod answer;
mod bearer;
pub mod costs;
mod documented;
mod door;
mod engine;
mod identity;
mod invoke;
mod lambda;
mod life;
mod meter;
mod proxy;
mod raid;
mod recording;
mod request;
pub mod rush;
mod seed;
mod setup;
mod studio;
mod table;
mod tally;
mod upstream;
mod webhook;
mod world;

pub use answer::{Answer, claims_of, is_time, time_or_fail};
pub use stand_in::{EgressEnd, EgressFault, Fault as LiveKitFault};

pub use bearer::{Bearer, ISSUER, JWT_SECRET, LIVEKIT_KEY, LIVEKIT_SECRET};
pub use identity::{IdentityKey, IdentityProvider};
pub use lambda::{Lambda, become_function, is_alone};
pub use meter::{Cost, Meter};
pub use proxy::{Fault, Proxy, Rule, Strikes};
pub use raid::Journey;
pub use recording::{Recorded, Recording};
pub use request::Request;
pub use setup::{MEDIA_KEY, MEDIA_URL, Server, Setup, keys};
pub use studio::{Crowd, Encoder, Film, Key, Packet, Presence, Rights, Studio, Watcher, Way};
pub use webhook::Webhook;
pub use world::World;
