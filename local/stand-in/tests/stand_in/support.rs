//! A stand-in with a receiver for its webhooks and a client for its calls.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use livekit_api::access_token::{AccessToken, VideoGrants};
use livekit_api::services::ingress::CreateIngressOptions;
use livekit_api::services::{LiveKitApi, ServerError, ServiceError};
use livekit_protocol as proto;
use serde_json::Value;
use stand_in::{Options, StandIn};

pub const KEY: &str = "devkey";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef0123";

/// Where the manual clock starts, in milliseconds.
pub const START: i64 = 1_795_472_785_000;

/// A webhook that arrived.
#[derive(Clone)]
pub struct Arrival {
    pub headers: HeaderMap,
    pub body: String,
}

impl Arrival {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn event(&self) -> String {
        self.json()["event"].as_str().unwrap().to_owned()
    }
}

/// Takes webhooks; answers with the statuses that it is given, then with 200.
#[derive(Clone, Default)]
pub struct Receiver {
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    statuses: Arc<Mutex<VecDeque<u16>>>,
}

impl Receiver {
    pub async fn start() -> (Self, String) {
        let receiver = Self::default();
        let router = Router::new().fallback(receive).with_state(receiver.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api/webhook/livekit", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (receiver, url)
    }

    pub fn answer_with(&self, statuses: &[u16]) {
        self.statuses.lock().unwrap().extend(statuses);
    }

    pub fn arrivals(&self) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().clone()
    }

    pub fn events(&self) -> Vec<String> {
        self.arrivals().iter().map(Arrival::event).collect()
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
    receiver.arrivals.lock().unwrap().push(Arrival { headers, body });
    let status = receiver.statuses.lock().unwrap().pop_front();
    StatusCode::from_u16(status.unwrap_or(200)).unwrap()
}

/// All of it, with a clock that a test moves.
pub struct Rig {
    pub stand_in: StandIn,
    pub receiver: Receiver,
    pub api: LiveKitApi,
    pub clock: Arc<AtomicI64>,
}

impl Rig {
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Options)) -> Self {
        let (receiver, url) = Receiver::start().await;
        let clock = Arc::new(AtomicI64::new(START));
        let mut options = Options::new(KEY, SECRET);
        options.webhook_urls = vec![url];
        options.retry_waits = vec![Duration::from_millis(5); 4];
        let now = clock.clone();
        options.now_millis = Arc::new(move || now.load(Ordering::SeqCst));
        change(&mut options);
        let stand_in = StandIn::start(options).await.unwrap();
        let api = LiveKitApi::with_api_key(&stand_in.url(), KEY, SECRET)
            .with_failover(false)
            .with_request_timeout(Duration::from_secs(5));
        Self { stand_in, receiver, api, clock }
    }

    pub fn set_clock(&self, after_start: i64) {
        self.clock.store(START + after_start, Ordering::SeqCst);
    }

    /// An ingress for this room, made by LiveKit's client.
    pub async fn create_ingress(&self, input: proto::IngressInput, room: &str) -> proto::IngressInfo {
        self.api.ingress().create_ingress(input, options(room)).await.unwrap()
    }

    /// Names of the events that arrived, once nothing waits any more.
    pub async fn events(&self) -> Vec<String> {
        self.stand_in.settled().await;
        self.receiver.events()
    }
}

pub fn options(room: &str) -> CreateIngressOptions {
    CreateIngressOptions {
        name: room.to_owned(),
        room_name: room.to_owned(),
        participant_identity: room.to_owned(),
        participant_name: room.to_owned(),
        ..Default::default()
    }
}

/// A viewer's token as our service makes them.
pub fn viewer_token(room: &str, identity: &str, name: &str) -> String {
    let grants = VideoGrants {
        room_join: true,
        room: room.to_owned(),
        can_publish: Some(false),
        can_subscribe: Some(true),
        can_publish_data: Some(true),
        ..Default::default()
    };
    token(grants, identity, name)
}

pub fn token(grants: VideoGrants, identity: &str, name: &str) -> String {
    let token = AccessToken::with_api_key(KEY, SECRET).with_identity(identity).with_name(name);
    token.with_grants(grants).to_jwt().unwrap()
}

/// A token with any claims, signed with the right secret.
pub fn sign_claims(claims: &Value) -> String {
    let key = jwt::EncodingKey::from_secret(SECRET.as_bytes());
    jwt::encode(&jwt::Header::default(), claims, &key).unwrap()
}

/// The Twirp code of a refusal.
pub fn code<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> String {
    match result {
        Err(ServiceError::Twirp(ServerError::Twirp(error))) => error.code,
        other => panic!("not a Twirp error: {other:?}"),
    }
}
