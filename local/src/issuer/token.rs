//! Tokens for codes, and what is done with them.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::header::{AUTHORIZATION, CACHE_CONTROL};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::ledger::Session;
use super::provider::{ACCESS, Issuer, PATH};
use super::request::{base, is_loopback, parameters, refusal};
use crate::demo;
use crate::token;
use crate::trouble::Trouble;

/// A code or a refresh token against new tokens.
pub(super) async fn exchange(State(issuer): State<Issuer>, headers: HeaderMap, body: String) -> Response {
    let form = parameters(&body);
    let given = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let now = issuer.0.clock.now();
    let session = match given("grant_type") {
        "authorization_code" => {
            let code = issuer.ledger().take_code(given("code"), now);
            let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(given("code_verifier")));
            let fits = code.filter(|code| {
                code.session.client_id == given("client_id")
                    && code.redirect_uri == given("redirect_uri")
                    && code.challenge == challenge
            });
            fits.map(|code| code.session)
        }
        "refresh_token" => issuer.ledger().take_refresh(given("refresh_token"), given("client_id"), now),
        _ => {
            let why = "grant_type must be authorization_code or refresh_token";
            return refusal(StatusCode::BAD_REQUEST, "unsupported_grant_type", why);
        }
    };
    let Some(session) = session else {
        let why = "used, too old, or of another client, redirect_uri or code_verifier";
        return refusal(StatusCode::BAD_REQUEST, "invalid_grant", why);
    };
    match tokens(&issuer, &base(&headers, &issuer.0.api), session) {
        Ok(tokens) => ([(CACHE_CONTROL, "no-store")], Json(tokens)).into_response(),
        Err(trouble) => refusal(StatusCode::INTERNAL_SERVER_ERROR, "server_error", &trouble.to_string()),
    }
}

fn tokens(issuer: &Issuer, base: &str, session: Session) -> Result<Value, Trouble> {
    let now = issuer.0.clock.now();
    let name = &session.username;
    let mut access = token::claims(&issuer.0.jwt, name, issuer.role(name), ACCESS, now);
    let picture = demo::is_known(name.as_str()).then(|| format!("{base}{}", demo::picture(name.as_str())));
    if let Some(picture) = &picture {
        access.insert("picture".to_owned(), picture.as_str().into());
    }
    access.insert("client_id".to_owned(), session.client_id.as_str().into());
    let mut identity = Map::new();
    let mut claim = |name: &str, value: Value| _ = identity.insert(name.to_owned(), value);
    claim("iss", format!("{base}{PATH}").into());
    claim("sub", token::user_id(name).into());
    claim("aud", session.client_id.as_str().into());
    claim("sid", session.id.as_str().into());
    claim("iat", now.as_secs().into());
    claim("exp", (now.as_secs() + ACCESS.secs()).into());
    claim("auth_time", session.at.as_secs().into());
    claim("preferred_username", name.as_str().into());
    claim("name", token::capitalised(name.as_str()).into());
    if let Some(picture) = picture {
        claim("picture", picture.into());
    }
    if let Some(nonce) = &session.nonce {
        claim("nonce", nonce.as_str().into());
    }
    let scope = session.scope.clone();
    let (access, identity) = (issuer.0.keys.sign(&access)?, issuer.0.keys.sign(&identity)?);
    Ok(json!({
        "token_type": "Bearer",
        "access_token": access,
        "id_token": identity,
        "expires_in": ACCESS.secs(),
        "refresh_token": issuer.ledger().hand_out_refresh(session, now),
        "scope": scope,
    }))
}

/// Who the bearer of an access token is.
pub(super) async fn userinfo(State(issuer): State<Issuer>, headers: HeaderMap) -> Response {
    let bearer = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok()?.strip_prefix("Bearer "));
    let claims = bearer.and_then(|token| issuer.0.keys.read(token));
    let now = issuer.0.clock.now().as_secs();
    let good = |claims: &Map<String, Value>| claims.get("exp").and_then(Value::as_i64).is_some_and(|exp| now < exp);
    let Some(claims) = claims.filter(good) else {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_token", "not a token of this issuer, or too old");
    };
    Json(json!({
        "sub": claims.get("sub"),
        "preferred_username": claims.get("username"),
        "name": claims.get("name"),
        "picture": claims.get("picture"),
    }))
    .into_response()
}

/// The user signs out: nothing more comes of the session that the ID token names.
pub(super) async fn end_session(State(issuer): State<Issuer>, RawQuery(query): RawQuery, body: String) -> Response {
    let mut given = parameters(&body);
    given.extend(parameters(&query.unwrap_or_default()));
    let identity = given.get("id_token_hint").and_then(|token| issuer.0.keys.read(token));
    if let Some(session) = identity.as_ref().and_then(|claims| claims.get("sid")?.as_str()) {
        issuer.ledger().end(session);
    }
    let to = given.get("post_logout_redirect_uri").and_then(|to| Url::parse(to).ok()).filter(is_loopback);
    let Some(mut to) = to else {
        return Html("<!doctype html><title>Signed out</title><p>You are signed out.").into_response();
    };
    if let Some(state) = given.get("state") {
        to.query_pairs_mut().append_pair("state", state);
    }
    Redirect::to(to.as_str()).into_response()
}
