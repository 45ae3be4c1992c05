//! The local issuer: signing in as the site does, by HTTP, and what it refuses.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use harness::{Bearer, JWT_SECRET, Setup, World};
use http::StatusCode;
use local::Issuer;
use runtime::Clock;
use runtime::config::JwtConfig;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const VERIFIER: &str = "a-verifier-of-the-length-that-rfc-7636-asks-for-0001";

/// An issuer on a port of its own, and the client's page to which it sends browsers back.
struct Desk {
    url: String,
    back: String,
    issuer: Issuer,
    clock: Clock,
    http: reqwest::Client,
}

impl Desk {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let api = format!("http://{}", listener.local_addr().unwrap());
        let clock = Clock::manual(Clock::system().now());
        let jwt = JwtConfig { admin_claim: "role".into(), admin_value: "admin".into(), ..JwtConfig::default() };
        let issuer = Issuer::new(&api, &jwt, clock.clone()).unwrap();
        let back = axum::routing::get(async || "signed in");
        let service = issuer.router().route("/signed-in", back).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let (url, back) = (format!("{api}/_dev/oidc"), format!("{api}/signed-in?kept=1"));
        Self { url, back, issuer, clock, http: runtime::https::client() }
    }

    fn authorize(&self, changed: &[(&str, &str)]) -> String {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let mut query = HashMap::from([
            ("response_type", "code"),
            ("client_id", "onair"),
            ("redirect_uri", self.back.as_str()),
            ("scope", "openid profile"),
            ("state", "s1"),
            ("nonce", "n1"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ]);
        query.extend(changed.iter().copied());
        let mut url = reqwest::Url::parse(&format!("{}/authorize", self.url)).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        url.into()
    }

    /// Picks a name; the parameters with which the browser is sent back.
    async fn pick(&self, name: &str) -> HashMap<String, String> {
        let answer = self.http.post(self.authorize(&[])).body(format!("username={name}")).send().await.unwrap();
        assert!(answer.url().as_str().starts_with(&self.back), "{}", answer.url());
        parameters(answer.url())
    }

    async fn token(&self, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut body = reqwest::Url::parse("http://form").unwrap();
        body.query_pairs_mut().extend_pairs(form);
        let body = body.query().unwrap_or_default().to_owned();
        let answer = self.http.post(format!("{}/token", self.url)).body(body).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        (answer.status(), answer.json().await.unwrap())
    }

    async fn exchange(&self, code: &str, changed: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut form = HashMap::from([
            ("grant_type", "authorization_code"),
            ("client_id", "onair"),
            ("redirect_uri", self.back.as_str()),
            ("code", code),
            ("code_verifier", VERIFIER),
        ]);
        form.extend(changed.iter().copied());
        self.token(&form.into_iter().collect::<Vec<_>>()).await
    }

    async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        self.token(&[("grant_type", "refresh_token"), ("client_id", "onair"), ("refresh_token", token)]).await
    }

    async fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}/{path}", self.url)).send().await.unwrap().json().await.unwrap()
    }
}

fn parameters(url: &reqwest::Url) -> HashMap<String, String> {
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn is_refused((status, answer): &(StatusCode, Value)) -> bool {
    *status == StatusCode::BAD_REQUEST && answer["error"] == "invalid_grant"
}

#[tokio::test]
async fn a_picked_name_becomes_tokens_that_the_api_takes_by_the_jwks() {
    let desk = Desk::open().await;
    let document = desk.get(".well-known/openid-configuration").await;
    assert_eq!(document["issuer"], desk.url);
    assert_eq!(document["code_challenge_methods_supported"], serde_json::json!(["S256"]));

    let back = desk.pick("Ada").await;
    assert_eq!((back["state"].as_str(), back["kept"].as_str()), ("s1", "1"));
    let (status, tokens) = desk.exchange(&back["code"], &[]).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let identity = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(
        (&identity["iss"], &identity["aud"], &identity["nonce"]),
        (&desk.url.as_str().into(), &"onair".into(), &"n1".into())
    );
    assert_eq!((&identity["sub"], &identity["preferred_username"]), (&"usr_ada".into(), &"ada".into()));

    let variables = vec![("JWT_JWKS_URL", desk.issuer.jwks_url()), ("JWT_SECRET", JWT_SECRET.to_owned())];
    let world = World::with(Setup { variables, clock: desk.clock.clone(), ..Setup::default() }).await;
    let access = tokens["access_token"].as_str().unwrap();
    let me = world.get("/api/viewer/me").header("authorization", &format!("Bearer {access}")).expect(200).await;
    assert_eq!((&me.body["data"]["username"], &me.body["data"]["isAdmin"]), (&"ada".into(), &true.into()));
    // The shared secret's tokens go on working beside it.
    world.get("/api/viewer/me").by(&Bearer::new("bob", world.clock().now())).expect(200).await;

    let userinfo = desk.http.get(format!("{}/userinfo", desk.url)).bearer_auth(access).send().await.unwrap();
    assert_eq!(userinfo.json::<Value>().await.unwrap()["preferred_username"], "ada");
    desk.clock.advance(16 * 60 * 1000);
    let outlived = desk.http.get(format!("{}/userinfo", desk.url)).bearer_auth(access).send().await.unwrap();
    assert_eq!(outlived.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_code_is_good_once_for_a_minute_and_for_whoever_asked() {
    let desk = Desk::open().await;
    for changed in [
        ("code_verifier", "another-verifier-of-the-length-that-is-asked-for-1"),
        ("redirect_uri", "http://localhost:5173/elsewhere"),
        ("client_id", "other"),
    ] {
        let code = &desk.pick("bob").await["code"];
        let refused = desk.exchange(code, &[changed]).await;
        assert!(is_refused(&refused), "{changed:?} {refused:?}");
    }
    let code = desk.pick("bob").await.remove("code").unwrap();
    desk.clock.advance(61_000);
    assert!(is_refused(&desk.exchange(&code, &[]).await), "too old");

    let code = desk.pick("bob").await.remove("code").unwrap();
    let (_, tokens) = desk.exchange(&code, &[]).await;
    assert!(is_refused(&desk.exchange(&code, &[]).await), "used");
    // Whoever came second may be the thief, or the robbed: what the first got ends.
    assert!(is_refused(&desk.refresh(tokens["refresh_token"].as_str().unwrap()).await));
}

#[tokio::test]
async fn refresh_tokens_rotate_and_a_used_one_ends_the_session() {
    let desk = Desk::open().await;
    let (_, first) = desk.exchange(&desk.pick("bob").await["code"], &[]).await;
    let first = first["refresh_token"].as_str().unwrap();
    let (status, second) = desk.refresh(first).await;
    assert_eq!(
        (status, claims(second["access_token"].as_str().unwrap())["sub"].as_str()),
        (StatusCode::OK, Some("usr_bob"))
    );
    desk.clock.advance(10_000);
    assert!(is_refused(&desk.refresh(first).await));
    assert!(is_refused(&desk.refresh(second["refresh_token"].as_str().unwrap()).await));
}

/// Who leaves a page while it renews its token comes to the next one with the token of before.
#[tokio::test]
async fn a_refresh_token_is_good_for_a_moment_after_its_first_use() {
    let desk = Desk::open().await;
    let (_, first) = desk.exchange(&desk.pick("bob").await["code"], &[]).await;
    let first = first["refresh_token"].as_str().unwrap();
    let (_, second) = desk.refresh(first).await;
    desk.clock.advance(9_000);
    let (status, third) = desk.refresh(first).await;
    assert_eq!(status, StatusCode::OK);
    // Another use makes the moment no longer; what came of the two goes on until then.
    let second = desk.refresh(second["refresh_token"].as_str().unwrap()).await;
    assert_eq!(second.0, StatusCode::OK);
    desk.clock.advance(1_000);
    assert!(is_refused(&desk.refresh(first).await));
    assert!(is_refused(&desk.refresh(third["refresh_token"].as_str().unwrap()).await));
    assert!(is_refused(&desk.refresh(second.1["refresh_token"].as_str().unwrap()).await));
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let desk = Desk::open().await;
    let (_, tokens) = desk.exchange(&desk.pick("bob").await["code"], &[]).await;
    let mut url = reqwest::Url::parse(&format!("{}/end-session", desk.url)).unwrap();
    let hint = tokens["id_token"].as_str().unwrap();
    url.query_pairs_mut().append_pair("id_token_hint", hint).append_pair("post_logout_redirect_uri", &desk.back);
    let answer = desk.http.get(url).send().await.unwrap();
    assert_eq!(answer.url().as_str(), desk.back);
    assert!(is_refused(&desk.refresh(tokens["refresh_token"].as_str().unwrap()).await));
}

#[tokio::test]
async fn codes_go_nowhere_but_to_this_machine() {
    let desk = Desk::open().await;
    for foreign in
        ["https://example.com/", "http://localhost.example.com/", "http://localhost@example.com/", "javascript:0", ""]
    {
        let url = desk.authorize(&[("redirect_uri", foreign)]);
        for answer in [desk.http.get(&url).send().await, desk.http.post(&url).body("username=bob").send().await] {
            let answer = answer.unwrap();
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{foreign}");
            assert!(answer.url().as_str().starts_with(&desk.url), "{foreign}");
        }
    }
    let url =
        desk.authorize(&[("post_logout_redirect_uri", "https://example.com/")]).replace("/authorize", "/end-session");
    let answer = desk.http.get(url).send().await.unwrap();
    assert!(answer.status().is_success() && answer.url().as_str().starts_with(&desk.url));
}

#[tokio::test]
async fn what_is_no_request_goes_back_with_its_error() {
    let desk = Desk::open().await;
    for (changed, error) in [
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("client_id", ""), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("prompt", "none"), "login_required"),
    ] {
        let answer = desk.http.get(desk.authorize(&[changed])).send().await.unwrap();
        let back = parameters(answer.url());
        assert_eq!((back["error"].as_str(), back["state"].as_str()), (error, "s1"), "{changed:?}");
    }
    let page = desk.http.post(desk.authorize(&[])).body("username=no spaces").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.headers()["content-security-policy"].to_str().unwrap().contains("unsafe"));
    let other = desk.token(&[("grant_type", "password")]).await;
    assert_eq!((other.0, &other.1["error"]), (StatusCode::BAD_REQUEST, &"unsupported_grant_type".into()));
}
