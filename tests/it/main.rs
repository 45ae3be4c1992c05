//! The black-box tests: requests and events in, answers out, over a real DynamoDB engine.

mod admin_audit;
mod admin_review;
mod admin_suspend;
mod admin_suspend_live;
mod creator_application;
mod http_caching;
mod http_idempotency;
mod http_limits;
mod http_seed;
mod social_block;
mod social_counters;
mod social_creator;
mod social_follow;
mod social_lists;
mod stream_chat_settings;
mod stream_create_ingress;
mod stream_delete_ingress;
mod stream_info;
mod stream_status;
mod viewer_get_stream;
mod viewer_me;
mod viewer_token;
mod webhook_life;
mod webhook_recorded;
mod webhook_signature;
