//! The black-box tests: requests and events in, answers out, over a real DynamoDB engine.

mod webhook_signature;
