//! The page where one picks who to be, and the code that comes of it.

use std::collections::HashMap;

use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Username;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use url::Url;

use super::ledger::{Code, Session, secret};
use super::provider::Issuer;
use super::request::{is_loopback, parameters};
use crate::demo;
use crate::token::capitalised;

pub(super) const STYLE: &str = include_str!("../../assets/sign-in/sign-in.css");
const PAGE: &str = include_str!("../../assets/sign-in/sign-in.html");

/// Lengths of a challenge by S256, and of the verifier behind it (RFC 7636).
const CHALLENGE: usize = 43;

/// What a client asked for, once it may be asked.
struct Asked {
    redirect_uri: Url,
    /// As the client wrote it: the token request has to write it the same way.
    written: String,
    state: Option<String>,
    client_id: String,
    challenge: String,
    nonce: Option<String>,
    scope: String,
}

/// Shows the names.
pub(super) async fn ask(RawQuery(query): RawQuery) -> Response {
    let parameters = parameters(&query.unwrap_or_default());
    match asked(&parameters) {
        // Nobody is signed in here: each time is a new time.
        Ok(asked) if parameters.get("prompt").is_some_and(|prompt| prompt == "none") => {
            back(&asked.redirect_uri, asked.state.as_deref(), &[("error", "login_required")])
        }
        Ok(asked) => page(&asked, ""),
        Err(refused) => *refused,
    }
}

/// Sends the picked name's code back to the client.
pub(super) async fn answer(State(issuer): State<Issuer>, RawQuery(query): RawQuery, body: String) -> Response {
    let asked = match asked(&parameters(&query.unwrap_or_default())) {
        Ok(asked) => asked,
        Err(refused) => return *refused,
    };
    let form = parameters(&body);
    let given = form.get("username").map(|name| name.trim().to_lowercase()).unwrap_or_default();
    let Ok(username) = Username::parse(&given) else {
        return page(&asked, "A name has 3 to 30 of the letters a–z, digits and _.");
    };
    let now = issuer.0.clock.now();
    let session =
        Session { id: secret(), client_id: asked.client_id, username, nonce: asked.nonce, scope: asked.scope, at: now };
    let code = Code { session, redirect_uri: asked.written, challenge: asked.challenge };
    let code = issuer.ledger().hand_out_code(code, now);
    back(&asked.redirect_uri, asked.state.as_deref(), &[("code", &code)])
}

/// What of the request can be answered. A fault of the address is shown, never sent to it; every other
/// goes back to the client.
fn asked(parameters: &HashMap<String, String>) -> Result<Asked, Box<Response>> {
    let given = |name: &str| parameters.get(name).filter(|value| !value.is_empty()).cloned();
    let written = given("redirect_uri").unwrap_or_default();
    let redirect_uri = Url::parse(&written).ok().filter(|url| is_loopback(url) && url.fragment().is_none());
    let Some(redirect_uri) = redirect_uri else {
        let why = "redirect_uri is not an address on this machine. The local issuer signs in nobody elsewhere.";
        return Err(Box::new((StatusCode::BAD_REQUEST, why).into_response()));
    };
    let state = given("state");
    let refuse = |error: &str, why: &str| {
        Err(Box::new(back(&redirect_uri, state.as_deref(), &[("error", error), ("error_description", why)])))
    };
    if given("response_type").as_deref() != Some("code") {
        return refuse("unsupported_response_type", "response_type must be code");
    }
    let Some(client_id) = given("client_id") else { return refuse("invalid_request", "client_id is missing") };
    let challenge = given("code_challenge").filter(|challenge| challenge.len() == CHALLENGE);
    let Some(challenge) = challenge.filter(|_| given("code_challenge_method").as_deref() == Some("S256")) else {
        return refuse("invalid_request", "PKCE with S256 is required");
    };
    let (nonce, scope) = (given("nonce"), given("scope").unwrap_or_else(|| "openid".to_owned()));
    Ok(Asked { redirect_uri, written, state, client_id, challenge, nonce, scope })
}

/// Back to the client. A query that its address has stays.
fn back(to: &Url, state: Option<&str>, parameters: &[(&str, &str)]) -> Response {
    let mut to = to.clone();
    to.query_pairs_mut().extend_pairs(parameters).extend_pairs(state.map(|state| ("state", state)));
    ([(CACHE_CONTROL, "no-store")], Redirect::to(to.as_str())).into_response()
}

fn page(asked: &Asked, trouble: &str) -> Response {
    let mut people = String::new();
    for (name, what) in demo::USERS {
        let shown = capitalised(name);
        people.push_str(&format!(
            "<li><button name=\"username\" value=\"{name}\"><img src=\"{}\" alt=\"\" width=\"44\" height=\"44\">\
             <span><b>{shown}</b><small>{what}</small></span></button></li>",
            demo::picture(name),
        ));
    }
    // The origin of a URL has no character that HTML would read as its own.
    let to = asked.redirect_uri.origin().ascii_serialization();
    let html = PAGE.replace("{people}", &people).replace("{to}", &to).replace("{trouble}", trouble);
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let status = if trouble.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, [(CONTENT_SECURITY_POLICY, policy), (CACHE_CONTROL, "no-store")], Html(html)).into_response()
}
