//! Who is calling and what they may do. The right to act is a handler parameter type: a handler
//! without [`Creator`] has no creator to work on.

mod account;
mod admin;
mod bearer;
mod chat;
mod chat_claims;
mod claims;
mod jwks;
mod require_creator;
mod viewer;

pub use account::{Account, Accounts};
pub use admin::Admin;
pub use bearer::TokenVerifier;
pub use chat::{Address, ChatHost, Moderator, Speaker};
pub use chat_claims::{CHAT_TOKEN_SECS, ChatClaims};
pub use claims::Claims;
pub use require_creator::{Creator, CreatorGate};
pub use viewer::{Caller, Viewer};
