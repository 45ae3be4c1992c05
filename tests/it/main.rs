//! The black-box tests: requests and events in, answers out, over a real DynamoDB engine.

mod admin_audit;
mod admin_review;
mod admin_suspend;
mod creator_application;
mod webhook_signature;
