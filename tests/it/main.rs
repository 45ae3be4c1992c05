//! The black-box tests: requests and events in, answers out, over a real DynamoDB engine.

mod admin_audit;
mod admin_review;
mod admin_suspend;
mod creator_application;
mod social_block;
mod social_counters;
mod social_creator;
mod social_follow;
mod social_lists;
mod streams;
mod viewer_following;
mod viewer_live;
mod viewer_me;
mod viewer_recommended;
mod webhook_signature;
