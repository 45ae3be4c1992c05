//! Whom a call is counted for.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::Request;
use lambda_http::RequestExt as _;
use lambda_http::request::RequestContext;

use crate::auth::Account;

/// Whom calls are counted for: a user, or the guests behind one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    User(String),
    Address(String),
}

impl Source {
    pub(super) fn of(request: &Request, account: Option<&Account>) -> Self {
        match account {
            Some(account) => Self::User(account.claims().user_id.to_string()),
            None => Self::Address(network(source_ip(request).unwrap_or_default())),
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

pub(super) fn source_ip(request: &Request) -> Option<&str> {
    match request.request_context_ref()? {
        RequestContext::ApiGatewayV2(context) => context.http.source_ip.as_deref(),
        _ => None,
    }
}

/// The address, or of IPv6 its first 64 bits: a customer is given that many addresses at least.
fn network(ip: &str) -> String {
    match ip.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => ip.to_string(),
        Ok(IpAddr::V6(ip)) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).to_string(),
        Err(_) => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_of_one_network_are_one_source() {
        for (ip, counted_as) in [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
            ("203.0.113.9#x", "unknown"),
            ("", "unknown"),
        ] {
            assert_eq!(network(ip), counted_as, "{ip}");
        }
    }

    #[test]
    fn a_user_is_never_an_address() {
        assert_ne!(Source::User("1.2.3.4".to_owned()).key(), Source::Address("1.2.3.4".to_owned()).key());
    }
}
