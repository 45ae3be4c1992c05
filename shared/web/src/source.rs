//! Whom a call is counted for.

use axum::extract::Request;
use runtime::secret::Secret;

use crate::auth::{Account, ChatClaims};
use crate::network::network_of;

/// Whom calls are counted for: a user, or the guests behind one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    User(String),
    Address(String),
}

impl Source {
    /// `edge` is what our CDN proves itself with: all guests come from its addresses, and it says whose request it is.
    pub(super) fn of(request: &Request, account: Option<&Account>, edge: Option<&Secret>) -> Self {
        match (account, request.extensions().get::<ChatClaims>()) {
            (Some(account), _) => Self::User(account.claims().user_id.to_string()),
            (None, Some(claims)) => Self::User(claims.identity.clone()),
            (None, None) => Self::Address(network_of(request.headers(), request.extensions(), edge)),
        }
    }

    /// Neither a user's id nor an address has the separator of keys in it.
    pub(super) fn key(&self) -> String {
        match self {
            Self::User(id) => format!("user:{id}"),
            Self::Address(ip) => format!("ip:{ip}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_never_an_address() {
        assert_ne!(Source::User("1.2.3.4".to_owned()).key(), Source::Address("1.2.3.4".to_owned()).key());
    }
}
