//! The black-box tests: requests and events in, answers out, over a real DynamoDB engine.

#![expect(clippy::unwrap_used, reason = "a helper that cannot go on has failed its test")]

mod admin_audit;
mod admin_review;
mod admin_suspend;
mod admin_suspend_live;
mod creator_application;
mod events;
mod flow_key;
mod flow_path;
mod flow_worker;
mod http_caching;
mod http_idempotency;
mod http_limits;
mod http_repeated_key;
mod http_seed;
mod openapi;
mod project_card;
mod project_search;
mod social_block;
mod social_counters;
mod social_creator;
mod social_creators;
mod social_follow;
mod social_lists;
mod stream_chat_settings;
mod stream_create_ingress;
mod stream_delete_ingress;
mod stream_info;
mod stream_status;
mod streams;
mod template;
mod viewer_following;
mod viewer_get_stream;
mod viewer_live;
mod viewer_me;
mod viewer_recommended;
mod viewer_search;
mod viewer_token;
mod webhook_life;
mod webhook_recorded;
mod webhook_signature;
