//! Who is calling and what they may do. The right to act is a handler parameter type: a handler
//! without [`Creator`] has no creator to work on.

mod account;
mod admin;
mod bearer;
mod claims;
mod jwks;
mod require_creator;
mod viewer;

pub use account::{Account, Accounts};
pub use admin::Admin;
pub use bearer::TokenVerifier;
pub use claims::Claims;
pub use require_creator::Creator;
pub use viewer::{Caller, Viewer};
