//! The black-box tests: requests and events in, answers out, over a real DynamoDB engine.

mod http_caching;
mod http_idempotency;
mod http_limits;
mod http_seed;
mod webhook_signature;
