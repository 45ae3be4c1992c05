//! What the issuer says of itself (OpenID Connect Discovery 1.0).

use axum::Json;
use axum::extract::State;
use http::HeaderMap;
use jwt::jwk::JwkSet;
use serde_json::{Value, json};

use super::provider::{Issuer, PATH};
use super::request::base;

pub(super) async fn document(State(issuer): State<Issuer>, headers: HeaderMap) -> Json<Value> {
    let own = format!("{}{PATH}", base(&headers, &issuer.0.api));
    Json(json!({
        "issuer": own,
        "authorization_endpoint": format!("{own}/authorize"),
        "token_endpoint": format!("{own}/token"),
        "userinfo_endpoint": format!("{own}/userinfo"),
        "end_session_endpoint": format!("{own}/end-session"),
        "jwks_uri": format!("{own}/jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "offline_access"],
    }))
}

pub(super) async fn jwks(State(issuer): State<Issuer>) -> Json<JwkSet> {
    Json(issuer.0.keys.document())
}
