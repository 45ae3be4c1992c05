//! HTTP conventions: routes, the envelope, statuses, request fields, pages, limits, caching, repeated
//! requests, the log line of a request and the Lambda runtime.

mod caching;
pub mod client;
mod cursor;
mod envelope;
mod fields;
mod guard;
mod idempotency;
mod lambda;
pub mod limits;
mod page;
mod request_log;
mod routes;
mod status;
#[cfg(test)]
mod tests;

pub use cursor::{Cursor, CursorKind};
pub use envelope::{Done, Page, Pagination, Success};
pub use fields::{Body, Fields, NO_BODY};
pub use idempotency::FirstRun;
pub use lambda::{Function, run};
pub use page::{PageQuery, Wanted};
pub use request_log::{init_logs, log_filter};
pub use routes::{Access, Route, Routes};
pub use status::Failure;
