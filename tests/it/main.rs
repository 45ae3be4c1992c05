//! The black-box tests: requests and events in, answers out, over a real DynamoDB engine.

mod admin_audit;
mod admin_review;
mod admin_suspend;
mod creator_application;
mod project_card;
mod project_search;
mod social_block;
mod social_counters;
mod social_creator;
mod social_creators;
mod social_follow;
mod social_lists;
mod viewer_me;
mod viewer_search;
mod webhook_signature;
