//! Who may call what: every route × every kind of caller, with the status that each gets.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::UserId;
use domain::clip::ClipState;
use domain::recording::{Visibility, VodState, clip_id_of, vod_id_of};
use harness::{Answer, Bearer, IdentityKey, IdentityProvider, Setup, World};
use http::Method;
use serde_json::{Value, json};
use web::Access;

use crate::clip_lists::clip;
use crate::recording_runs::BUCKET;
use crate::vod_lists::vod;

/// The callers: without a token, with a bad one (garbage; expired; another issuer's; `alg` none; HS256
/// with the provider's public RSA key as its secret), and with a good one: bob who only watches, the
/// creator alice, the creator carol, the suspended creator sam, the admin ada, and mal whom alice blocked.
///
/// The rows are called from the top to the bottom and from the left to the right, and what one changes the
/// next ones find. `{username}` and `{userId}` are alice, in a block paula, in an act of an admin those whom
/// [`subject`] names.
const MATRIX: &str = "
                                                    none garb expd issr anon hspb  view crea othr susp admn blkd
POST   /api/stream/ingress                           401  401  401  401  401  401   403  201  201  403  403  403
GET    /api/stream/info                              401  401  401  401  401  401   403  200  200  403  403  403
PUT    /api/stream/info                              401  401  401  401  401  401   403  200  200  403  403  403
PUT    /api/stream/chat-settings                     401  401  401  401  401  401   403  200  200  403  403  403
GET    /api/stream/status                            401  401  401  401  401  401   403  200  200  403  403  403
GET    /api/stream/hosts                             401  401  401  401  401  401   403  200  200  403  403  403
PUT    /api/stream/hosts                             401  401  401  401  401  401   403  200  200  403  403  403
GET    /api/stream/quality                           401  401  401  401  401  401   403  200  200  403  403  403
PUT    /api/stream/quality                           401  401  401  401  401  401   403  200  200  403  403  403
GET    /api/stream/recording-settings                401  401  401  401  401  401   403  200  200  403  403  403
PUT    /api/stream/recording-settings                401  401  401  401  401  401   403  200  200  403  403  403
PUT    /api/stream/raid-settings                     401  401  401  401  401  401   403  200  200  403  403  403
GET    /api/stream/raid-settings                     401  401  401  401  401  401   403  200  200  403  403  403
POST   /api/stream/raid                              401  401  401  401  401  401   403  404  404  403  403  403
GET    /api/stream/raid                              401  401  401  401  401  401   403  404  404  403  403  403
POST   /api/stream/raid/now                          401  401  401  401  401  401   403  404  404  403  403  403
DELETE /api/stream/raid                              401  401  401  401  401  401   403  404  404  403  403  403
GET    /api/viewer/stream/{username}                 200  401  401  401  401  401   200  200  200  200  200  404
POST   /api/viewer/token                             200  401  401  401  401  401   200  200  200  200  200  403
GET    /api/viewer/live                              200  401  401  401  401  401   200  200  200  200  200  200
GET    /api/viewer/recommended                       200  401  401  401  401  401   200  200  200  200  200  200
GET    /api/viewer/search                            200  401  401  401  401  401   200  200  200  200  200  200
GET    /api/viewer/preview/{kind}/{id}               200  401  401  401  401  401   200  200  200  200  200  200
GET    /api/viewer/me                                401  401  401  401  401  401   200  200  200  200  200  200
PATCH  /api/viewer/me                                401  401  401  401  401  401   200  200  200  200  200  200
POST   /api/social/follow/{userId}                   401  401  401  401  401  401   200  400  200  200  200  403
GET    /api/social/follow/{userId}                   200  401  401  401  401  401   200  200  200  200  200  200
GET    /api/viewer/following                         401  401  401  401  401  401   200  200  200  200  200  200
GET    /api/social/followers/{userId}                200  401  401  401  401  401   200  200  200  200  200  200
GET    /api/social/following/{userId}                200  401  401  401  401  401   200  200  200  200  200  200
DELETE /api/social/follow/{userId}                   401  401  401  401  401  401   200  404  200  200  200  404
POST   /api/social/block/{userId}                    401  401  401  401  401  401   200  200  200  200  200  200
DELETE /api/social/block/{userId}                    401  401  401  401  401  401   200  200  200  200  200  200
GET    /api/social/creators                          200  401  401  401  401  401   200  200  200  200  200  200
GET    /api/social/creator/{username}                200  401  401  401  401  401   200  200  200  200  200  404
GET    /api/chat/{hostId}                            200  401  401  401  401  401   200  200  200  200  200  403
POST   /api/chat/{hostId}/token                      200  401  401  401  401  401   200  200  200  200  200  403
PUT    /api/chat/{hostId}/settings                   401  401  401  401  401  401   403  200  403  403  200  403
POST   /api/chat/{hostId}/messages                   401  401  401  401  401  401   201  201  201  201  201  403
GET    /api/chat/{hostId}/messages                   200  401  401  401  401  401   200  200  200  200  200  403
DELETE /api/chat/{hostId}/messages/{messageId}       401  401  401  401  401  401   404  404  404  404  404  404
DELETE /api/chat/{hostId}/messages                   401  401  401  401  401  401   403  200  403  403  200  403
GET    /api/chat/{hostId}/moderators                 401  401  401  401  401  401   403  200  403  403  200  403
PUT    /api/chat/{hostId}/moderators/{userId}        401  401  401  401  401  401   403  200  403  403  200  403
DELETE /api/chat/{hostId}/moderators/{userId}        401  401  401  401  401  401   403  200  403  403  200  403
GET    /api/chat/{hostId}/vips                       401  401  401  401  401  401   403  200  403  403  200  403
PUT    /api/chat/{hostId}/vips/{userId}              401  401  401  401  401  401   403  200  403  403  200  403
DELETE /api/chat/{hostId}/vips/{userId}              401  401  401  401  401  401   403  200  403  403  200  403
POST   /api/chat/{hostId}/bans                       401  401  401  401  401  401   403  201  403  403  201  403
GET    /api/chat/{hostId}/bans                       401  401  401  401  401  401   403  200  403  403  200  403
DELETE /api/chat/{hostId}/bans/{userId}              401  401  401  401  401  401   403  200  403  403  404  403
POST   /api/chat/{hostId}/unban-requests             401  401  401  401  401  401   409  409  409  409  409  403
GET    /api/chat/{hostId}/unban-requests             401  401  401  401  401  401   403  200  403  403  200  403
POST   /api/chat/{hostId}/unban-requests/{id}/approve 401  401  401  401  401  401   403  404  403  403  404  403
POST   /api/chat/{hostId}/unban-requests/{id}/deny   401  401  401  401  401  401   403  404  403  403  404  403
GET    /api/chat/{hostId}/log                        401  401  401  401  401  401   403  200  403  403  200  403
GET    /api/chat/{hostId}/held                       401  401  401  401  401  401   403  200  403  403  200  403
POST   /api/chat/{hostId}/held/{id}/approve          401  401  401  401  401  401   403  404  403  403  404  403
POST   /api/chat/{hostId}/held/{id}/deny             401  401  401  401  401  401   403  404  403  403  404  403
POST   /api/chat/{hostId}/terms                      401  401  401  401  401  401   403  201  403  403  200  403
GET    /api/chat/{hostId}/terms                      401  401  401  401  401  401   403  200  403  403  200  403
DELETE /api/chat/{hostId}/terms/{id}                 401  401  401  401  401  401   403  404  403  403  404  403
POST   /api/chat/{hostId}/messages/{messageId}/reports 401  401  401  401  401  401   404  404  404  404  404  404
GET    /api/chat/{hostId}/reports                    401  401  401  401  401  401   403  200  403  403  200  403
POST   /api/chat/{hostId}/reports/{id}/dismiss       401  401  401  401  401  401   403  404  403  403  404  403
POST   /api/chat/{hostId}/announcements              401  401  401  401  401  401   403  201  403  403  429  403
PUT    /api/chat/{hostId}/pinned                     401  401  401  401  401  401   403  404  403  403  404  403
DELETE /api/chat/{hostId}/pinned                     401  401  401  401  401  401   403  200  403  403  200  403
POST   /api/creator/application                      401  401  401  401  401  401   201  409  409  409  201  201
GET    /api/creator/application                      401  401  401  401  401  401   200  200  200  200  200  200
GET    /api/creator/application/status               401  401  401  401  401  401   200  200  200  200  200  200
GET    /api/admin/applications                       401  401  401  401  401  401   403  403  403  403  200  403
POST   /api/admin/applications/{userId}/approve      401  401  401  401  401  401   403  403  403  403  200  403
POST   /api/admin/applications/{userId}/reject       401  401  401  401  401  401   403  403  403  403  200  403
POST   /api/admin/creators/{userId}/suspend          401  401  401  401  401  401   403  403  403  403  200  403
POST   /api/admin/creators/{userId}/reinstate        401  401  401  401  401  401   403  403  403  403  200  403
GET    /api/admin/audit                              401  401  401  401  401  401   403  403  403  403  200  403
GET    /api/analytics/broadcasts                     401  401  401  401  401  401   403  200  200  403  200  403
GET    /api/analytics/broadcasts/{broadcastId}       401  401  401  401  401  401   403  200  404  403  200  403
GET    /api/analytics/broadcasts/{broadcastId}/viewers 401  401  401  401  401  401   403  200  404  403  200  403
GET    /api/analytics/broadcasts/{broadcastId}/viewers.csv 401  401  401  401  401  401   403  200  404  403  200  403
GET    /api/analytics/channel                        401  401  401  401  401  401   403  200  200  403  200  403
GET    /api/analytics/channel.csv                    401  401  401  401  401  401   403  200  200  403  200  403
POST   /api/webhook/livekit                          401  401  401  401  401  401   401  401  401  401  401  401
GET    /api/webhook/livekit/health                   200  200  200  200  200  200   200  200  200  200  200  200
GET    /api/vod/mine                                 401  401  401  401  401  401   403  200  200  403  403  403
GET    /api/vod/creator/{username}                   200  401  401  401  401  401   200  200  200  200  200  404
GET    /api/vod/{vodId}                              200  401  401  401  401  401   200  200  200  200  200  404
POST   /api/vod/{vodId}/playback                     200  401  401  401  401  401   200  200  200  200  200  404
PATCH  /api/vod/{vodId}                              401  401  401  401  401  401   404  200  404  404  404  404
POST   /api/vod/{vodId}/markers                      401  401  401  401  401  401   403  201  404  403  403  403
DELETE /api/vod/{vodId}/markers/{id}                 401  401  401  401  401  401   403  200  404  403  403  403
POST   /api/stream/markers                           401  401  401  401  401  401   403  409  409  403  403  403
POST   /api/vod/{vodId}/highlights                   401  401  401  401  401  401   404  201  404  404  404  404
POST   /api/clip                                     401  401  401  401  401  401   202  202  202  202  202  403
GET    /api/clip/mine                                401  401  401  401  401  401   200  200  200  200  200  200
GET    /api/clip/creator/{username}                  200  401  401  401  401  401   200  200  200  200  200  404
GET    /api/clip/{clipId}                            200  401  401  401  401  401   200  200  200  200  200  404
POST   /api/clip/{clipId}/playback                   200  401  401  401  401  401   200  200  200  200  200  404
PATCH  /api/clip/{clipId}                            401  401  401  401  401  401   404  200  404  404  404  404
DELETE /api/clip/{clipId}                            401  401  401  401  401  401   404  200  404  404  200  404
DELETE /api/vod/{vodId}                              401  401  401  401  401  401   404  200  404  404  200  404
DELETE /api/stream/ingress                           401  401  401  401  401  401   403  200  200  403  403  403
";

/// One row of [`MATRIX`].
struct Row {
    method: Method,
    path: &'static str,
    statuses: Vec<u16>,
}

fn rows() -> Vec<Row> {
    let rows = MATRIX.lines().filter(|line| line.contains("/api/"));
    rows.map(|line| {
        let mut words = line.split_whitespace();
        Row {
            method: words.next().unwrap().parse().unwrap(),
            path: words.next().unwrap(),
            statuses: words.map(|status| status.parse().unwrap()).collect(),
        }
    })
    .collect()
}

/// Whom a row's path names.
fn subject(path: &str) -> &'static str {
    match path {
        _ if path.starts_with("/api/chat/") => "paula",
        _ if path.contains("/block/") || path.ends_with("/approve") => "paula",
        _ if path.ends_with("/reject") => "rex",
        _ if path.contains("/creators/") => "sue",
        _ => "alice",
    }
}

/// A body that the route takes.
fn body(path: &str) -> Value {
    match path {
        "/api/viewer/token" => json!({"hostId": "usr_alice", "guestName": "Gina"}),
        "/api/stream/info" => json!({"title": "Nightly talk"}),
        "/api/stream/chat-settings" => json!({"isChatDelayed": true}),
        "/api/stream/hosts" => json!({"userIds": ["usr_bob"]}),
        "/api/stream/quality" => json!({"preset": "H264_720P_30FPS_3_LAYERS"}),
        "/api/stream/recording-settings" => json!({"isRecorded": true}),
        "/api/stream/markers" | "/api/vod/{vodId}/markers" => json!({"text": "The guest arrives", "offset": 0}),
        "/api/vod/{vodId}" | "/api/clip/{clipId}" => json!({"title": "The first night"}),
        "/api/vod/{vodId}/highlights" => json!({"title": "The best", "ranges": [{"start": 1, "end": 9.5}]}),
        "/api/clip" => json!({"vodId": alices_vod(), "offset": 40}),
        "/api/stream/raid-settings" => json!({"raidsFrom": "FOLLOWED"}),
        "/api/stream/raid" => json!({"targetId": "usr_nobody"}),
        "/api/viewer/me" => json!({"bio": "Hello."}),
        "/api/creator/application" => json!({"bio": "I stream every night.", "categories": ["TALK"]}),
        "/api/chat/{hostId}/token" => json!({"guestName": "Gina"}),
        "/api/chat/{hostId}/settings" => json!({"isEmoteOnly": false}),
        "/api/chat/{hostId}/messages" => json!({"text": "Good evening!"}),
        "/api/chat/{hostId}/bans" => json!({"userId": "usr_paula"}),
        "/api/chat/{hostId}/unban-requests" | "/api/chat/{hostId}/announcements" => json!({"text": "Good evening!"}),
        "/api/chat/{hostId}/terms" => json!({"text": "spoiler*", "action": "BLOCK"}),
        "/api/chat/{hostId}/pinned" => json!({"messageId": "01KDVDNG000000000000000000"}),
        _ if path.ends_with("/reports") => json!({"reason": "The rules."}),
        "/api/webhook/livekit" => json!({"event": "room_started", "id": "EV_1"}),
        _ if path.ends_with("/reject") || path.ends_with("/suspend") => json!({"reason": "The rules."}),
        _ => json!({}),
    }
}

/// The path of a call.
fn target(path: &str) -> String {
    let name = subject(path);
    let path = path.replace("{userId}", &format!("usr_{name}")).replace("{username}", name);
    let path = path.replace("{hostId}", "usr_alice").replace("{messageId}", "01KDVDNG000000000000000000");
    let path = path.replace("{kind}/{id}", "channel/alice");
    let path = path.replace("{vodId}", &alices_vod()).replace("{clipId}", &clip_id_of(&alices_clip()));
    match path.as_str() {
        _ if path.ends_with("/search") => format!("{path}?q=alice"),
        // Of administrators it is looked at, of nobody else.
        _ if path.starts_with("/api/analytics/") => {
            format!("{}?userId=usr_alice", path.replace("{broadcastId}", "latest"))
        }
        _ => path,
    }
}

/// The recording of alice's that is there, and the seed of a clip that she made of it.
fn alices_vod() -> String {
    vod_id_of(&UserId::parse("usr_alice").unwrap(), "b001")
}

fn alices_clip() -> String {
    format!("{} usr_alice 1", alices_vod())
}

/// What a world of the matrix has set: another issuer can only be told where one is configured, and a
/// public key only where there is one.
/// Id and secret of the keys by which egress uploads.
pub(crate) const UPLOAD_KEYS: [&str; 2] = ["AKIAUPLOADSRECORDINGS", "the-secret-of-who-uploads-recordings"];

pub(crate) fn setup(provider: &IdentityProvider) -> Setup {
    Setup {
        variables: vec![
            ("JWT_ISSUER", harness::ISSUER.to_owned()),
            ("JWT_JWKS_URL", provider.url().to_owned()),
            ("RATE_LIMIT_SCALE", "0".to_owned()),
            // The flow's broadcasts are recorded, by keys that nobody may read.
            (BUCKET.0, BUCKET.1.to_owned()),
            ("RECORDINGS_ACCESS_KEY_ID", UPLOAD_KEYS[0].to_owned()),
            ("RECORDINGS_SECRET_ACCESS_KEY", UPLOAD_KEYS[1].to_owned()),
            ("KEPT_ANSWERS_BYTES", runtime::config::DEFAULT_KEPT_ANSWERS_BYTES.to_string()),
        ],
        ..Setup::default()
    }
}

/// Makes everybody whom the matrix needs, and gives the `Authorization` of every column.
async fn callers(world: &World) -> Vec<(&'static str, Option<String>)> {
    let now = world.clock().now();
    let (alice, carol, sam) = (world.creator("alice").await, world.creator("carol").await, world.creator("sam").await);
    world.go_live(&alice).await;
    world.end_broadcast(&alice).await;
    let _sue = world.creator("sue").await;
    let (bob, mal, ada) = (world.viewer("bob").await, world.viewer("mal").await, world.admin("ada").await);
    world.post("/api/stream/ingress").by(&sam).expect(201).await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_sam/suspend").by(&ada).json(&reason).expect(200).await;
    world.post("/api/social/block/usr_mal").by(&alice).expect(200).await;
    for name in ["paula", "rex"] {
        let applicant = Bearer::new(name, now);
        world.post("/api/creator/application").by(&applicant).json(&body("/api/creator/application")).expect(201).await;
    }
    let vod_id = vod(world, &alice, 1, VodState::Ready, Visibility::Public).await;
    clip(world, &alice, &vod_id, 1, ClipState::Ready).await;
    let named = |bearer: &Bearer| Some(format!("Bearer {}", bearer.token()));
    // All bad ones claim to be an admin: nothing of them may count.
    let forged = || Bearer::new("ada", now).admin();
    vec![
        ("none", None),
        ("garb", Some("Bearer not.a.token".to_owned())),
        ("expd", named(&forged().claim("exp", now.as_secs() - 61))),
        ("issr", named(&forged().claim("iss", "https://id.example.org"))),
        ("anon", Some(format!("Bearer {}", forged().unsigned()))),
        ("hspb", named(&forged().signed_with(IdentityKey::RS256_PUBLIC_PEM))),
        ("view", named(&bob)),
        ("crea", named(&alice)),
        ("othr", named(&carol)),
        ("susp", named(&sam)),
        ("admn", named(&ada)),
        ("blkd", named(&mal)),
    ]
}

/// The contract's text for a refusal for want of rights, by the kind of route.
fn wrong_text(row: &Row, answer: &Answer) -> bool {
    match answer.status {
        401 if row.path == "/api/webhook/livekit" => !answer.error().ends_with(" webhook signature"),
        401 => answer.error() != "Authentication required",
        200 if row.path.ends_with(".csv") || row.path.contains("/preview/") => !answer.body.is_string(),
        403 if row.path.starts_with("/api/stream/") || row.path.starts_with("/api/analytics/") => {
            !answer.error().starts_with("Creator ") || answer.body.get("applicationStatus").is_none()
        }
        403 if row.path.ends_with("/settings") && row.path.starts_with("/api/chat/") => {
            answer.error() != "Moderator access required"
        }
        403 if row.path.contains("{hostId}/moderators/") || row.path.contains("{hostId}/vips/") => {
            answer.error() != "Host access required"
        }
        403 if row.path.starts_with("/api/admin/") => answer.error() != "Admin access required",
        _ => answer.body["success"].as_bool() != Some(answer.status < 400),
    }
}

/// Calls every cell; tells of those that answer otherwise.
pub(crate) async fn call_all(world: &World) -> String {
    let callers = callers(world).await;
    let mut wrong = String::new();
    for row in rows() {
        assert_eq!(row.statuses.len(), callers.len(), "{} {}", row.method, row.path);
        for ((caller, authorization), expected) in callers.iter().zip(&row.statuses) {
            let mut request = world.request(row.method.clone(), &target(row.path)).json(&body(row.path));
            if let Some(authorization) = authorization {
                request = request.header("authorization", authorization);
            }
            let answer = request.send().await;
            if answer.status != *expected || wrong_text(&row, &answer) {
                let (method, path, status) = (&row.method, row.path, answer.status);
                writeln!(wrong, "{method} {path} by {caller}: {status}, not {expected}: {}", answer.body).unwrap();
            }
        }
    }
    wrong
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let mut routes = BTreeSet::new();
    for (_, group) in local::functions::GROUPS {
        routes.extend(group().table().map(|route| (route.method.to_string(), route.path)));
    }
    let listed: Vec<_> = rows().into_iter().map(|row| (row.method.to_string(), row.path)).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), routes);
    assert_eq!(listed.len(), routes.len(), "a route has two rows");
}

#[test]
fn the_rows_are_as_strict_as_the_route_tables() {
    for (_, group) in local::functions::GROUPS {
        for route in group().table() {
            let rows = rows();
            let row = rows.iter().find(|row| row.method == route.method && row.path == route.path).unwrap();
            let (without, bad) = (row.statuses[0], &row.statuses[1..6]);
            let expected = match route.access {
                Access::Public => (200, [200; 5]),
                Access::Optional => (200, [401; 5]),
                Access::Viewer
                | Access::Creator
                | Access::Admin
                | Access::Moderator
                | Access::ChatHost
                | Access::Chat
                | Access::LiveKit => (401, [401; 5]),
            };
            assert_eq!((without, bad), (expected.0, &expected.1[..]), "{}", route.operation);
        }
    }
}

#[tokio::test]
async fn every_cell_is_as_the_table_says() {
    let provider = IdentityProvider::start(&[IdentityKey::RS256]).await;
    let world = World::with(setup(&provider)).await;
    let wrong = call_all(&world).await;
    assert!(wrong.is_empty(), "\n{wrong}");
}
