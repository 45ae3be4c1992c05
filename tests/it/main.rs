//! The black-box tests: requests and events in, answers out, over a real DynamoDB engine.

mod admin_audit;
mod admin_review;
mod admin_suspend;
mod creator_application;
mod events;
mod http_caching;
mod http_idempotency;
mod http_limits;
mod http_seed;
mod openapi;
mod social_block;
mod social_counters;
mod social_creator;
mod social_follow;
mod social_lists;
mod template;
mod viewer_me;
mod webhook_signature;
