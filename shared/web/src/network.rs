//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr};

use http::{Extensions, HeaderMap};
use lambda_http::RequestExt as _;
use lambda_http::request::RequestContext;
use runtime::secret::Secret;
use subtle::ConstantTimeEq as _;

/// Where our CDN says that it is ours (`template.yaml`, `Web`): it overwrites whatever a viewer sends under this name.
const EDGE: &str = "x-onair-edge";
/// The address that connects to it.
const VIEWER: &str = "x-onair-viewer";

/// The viewer's address, where the CDN that says it is ours. Anybody may call the gateway itself and write such a header.
fn viewer<'h>(headers: &'h HeaderMap, edge: &Secret) -> Option<&'h str> {
    let proof = headers.get(EDGE)?.as_bytes();
    let is_ours = bool::from(edge.expose().as_bytes().ct_eq(proof));
    if is_ours { headers.get(VIEWER)?.to_str().ok() } else { None }
}

/// The network that a request comes from. `edge` is what our CDN proves itself with: all guests come from its addresses,
/// and it says whose request it is.
pub(crate) fn network_of(headers: &HeaderMap, extensions: &Extensions, edge: Option<&Secret>) -> String {
    let told = edge.and_then(|edge| viewer(headers, edge));
    network(told.or_else(|| source_ip(extensions)).unwrap_or_default())
}

/// The address that connects to the gateway.
pub(crate) fn source_ip(extensions: &Extensions) -> Option<&str> {
    match extensions.request_context_ref()? {
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
    fn a_viewers_address_is_believed_from_the_edge_alone() {
        let edge = Secret::new("a secret of the edge").unwrap();
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>()
        };
        let told = [(EDGE, "a secret of the edge"), (VIEWER, "203.0.113.9")];
        assert_eq!(viewer(&headers(&told), &edge), Some("203.0.113.9"));
        assert_eq!(viewer(&headers(&told[1..]), &edge), None);
        assert_eq!(viewer(&headers(&told[..1]), &edge), None);
        for proof in ["a secret of the edgf", "a secret of the edge, a secret of the edge", ""] {
            assert_eq!(viewer(&headers(&[(EDGE, proof), told[1]]), &edge), None, "{proof}");
        }
    }
}
