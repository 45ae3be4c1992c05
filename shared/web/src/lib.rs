//! How the API's functions speak HTTP: routes, who calls and what they may do, the envelope, statuses, request fields,
//! pages, limits, caching, repeated requests, the log line of a request and the Lambda runtime.

mod any_handler;
mod app;
mod application;
pub mod auth;
mod body;
mod caching;
mod cursor;
mod envelope;
pub mod error;
mod fields;
mod guard;
mod idempotency;
mod kept_answers;
mod lambda;
pub mod limits;
mod marker;
mod media_urls;
mod network;
mod number;
mod page;
mod read_limit;
mod refusal;
mod request_log;
mod route;
mod routes;
pub mod schema;
mod source;
mod status;
mod target;
#[cfg(test)]
mod tests;
mod user_card;

pub use app::App;
pub use application::ApplicationAnswer;
pub use auth::{
    Address, Admin, CHAT_TOKEN_SECS, Caller, ChatClaims, ChatHost, Creator, CreatorGate, Moderator, Speaker, Viewer,
};
pub use body::{Body, NO_BODY};
pub use cursor::{Cursor, CursorKind};
pub use envelope::{Done, Page, Pagination, Success};
pub use error::{Error, FieldError, Result};
pub use fields::Fields;
pub use idempotency::FirstRun;
pub use lambda::{Function, run};
pub use marker::{MarkerView, NewMarker};
pub use media_urls::{MEDIA_URL_SECS, MediaUrl, MediaUrls};
pub use number::whole_text;
pub use page::{PageParams, PageQuery, Wanted};
pub use refusal::{Answer, Failed, Kind as RefusalKind, Refusal, Refusals, Refuses};
pub use route::{Access, Route, Spares};
pub use routes::Routes;
pub use user_card::UserCard;
