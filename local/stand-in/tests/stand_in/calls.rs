//! LiveKit's own client against the stand-in.

use livekit_api::access_token::{AccessToken, VideoGrants};
use livekit_api::services::LiveKitApi;
use livekit_api::services::ingress::{CreateIngressOptions, IngressListFilter, UpdateIngressOptions};
use livekit_api::services::room::{CreateRoomOptions, SendDataOptions, UpdateParticipantOptions};
use livekit_protocol as proto;
use proto::ingress_video_options::EncodingOptions;
use proto::{IngressInput, IngressVideoEncodingPreset, IngressVideoOptions, ParticipantPermission};
use serde_json::json;

use crate::support::{KEY, Rig, SECRET, code, options, sign_claims, token, viewer_token};

#[tokio::test]
async fn an_ingress_is_made_listed_changed_and_deleted() {
    let rig = Rig::start().await;
    let rtmp = rig.create_ingress(IngressInput::RtmpInput, "usr_alice").await;
    let whip = rig.create_ingress(IngressInput::WhipInput, "usr_bob").await;
    assert_eq!((rtmp.url.as_str(), rtmp.enable_transcoding), ("rtmp://127.0.0.1:1935/live", Some(true)));
    assert_eq!((whip.url.as_str(), whip.enable_transcoding), ("http://127.0.0.1:8080/w", Some(false)));
    assert!(rtmp.reusable && rtmp.ingress_id.starts_with("IN_") && rtmp.stream_key.len() == 12);

    let ingress = rig.api.ingress();
    let ids = |found: Vec<proto::IngressInfo>| found.into_iter().map(|info| info.ingress_id).collect::<Vec<_>>();
    let all = ingress.list_ingress(IngressListFilter::All).await.unwrap();
    assert_eq!(ids(all), [rtmp.ingress_id.clone(), whip.ingress_id.clone()]);
    let of_room = ingress.list_ingress(IngressListFilter::Room("usr_bob".to_owned())).await.unwrap();
    assert_eq!(ids(of_room).join(" "), whip.ingress_id);
    let one = ingress.list_ingress(IngressListFilter::IngressId(rtmp.ingress_id.clone())).await.unwrap();
    assert_eq!(one[0].stream_key, rtmp.stream_key);

    let change = UpdateIngressOptions { name: "new".to_owned(), ..Default::default() };
    let changed = ingress.update_ingress(&rtmp.ingress_id, change).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.room_name.as_str()), ("new", "usr_alice"));

    ingress.delete_ingress(&rtmp.ingress_id).await.unwrap();
    assert_eq!(code(ingress.delete_ingress(&rtmp.ingress_id).await), "not_found");
    let gone = ingress.list_ingress(IngressListFilter::IngressId(rtmp.ingress_id)).await;
    assert_eq!(code(gone), "not_found");
}

#[tokio::test]
async fn what_livekit_refuses_is_refused() {
    let rig = Rig::start().await;
    let nobody = CreateIngressOptions { participant_identity: String::new(), ..options("usr_alice") };
    let untranscoded = CreateIngressOptions { enable_transcoding: Some(false), ..options("usr_alice") };
    let encoded = CreateIngressOptions {
        video: IngressVideoOptions {
            encoding_options: Some(EncodingOptions::Preset(IngressVideoEncodingPreset::H2641080p30fps3Layers.into())),
            ..Default::default()
        },
        ..options("usr_alice")
    };
    let results = futures::join!(
        rig.api.ingress().create_ingress(IngressInput::RtmpInput, nobody),
        rig.api.ingress().create_ingress(IngressInput::RtmpInput, untranscoded),
        rig.api.ingress().create_ingress(IngressInput::WhipInput, encoded.clone()),
        rig.api.ingress().create_ingress(IngressInput::UrlInput, options("usr_alice")),
        rig.api.ingress().create_ingress(IngressInput::RtmpInput, encoded),
    );
    for refused in [results.0, results.1, results.2, results.3] {
        assert_eq!(code(refused), "invalid_argument");
    }
    results.4.unwrap();
    assert_eq!(rig.stand_in.ingresses()[0].preset, Some("H264_1080P_30FPS_3_LAYERS"));
}

#[tokio::test]
async fn rooms_and_participants_are_kept() {
    let rig = Rig::start().await;
    let rooms = rig.api.room();
    let create = CreateRoomOptions { metadata: "one".to_owned(), ..Default::default() };
    let made = rooms.create_room("usr_alice", create).await.unwrap();
    let again = CreateRoomOptions { metadata: "two".to_owned(), ..Default::default() };
    let same = rooms.create_room("usr_alice", again).await.unwrap();
    assert_eq!((&same.sid, same.metadata.as_str()), (&made.sid, "one"));
    assert_eq!((made.empty_timeout, made.departure_timeout), (300, 20));

    let viewer = rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    assert!(viewer.can_publish_data && viewer.can_subscribe && !viewer.can_publish);
    let listed = rooms.list_rooms(vec!["usr_alice".to_owned(), "usr_nobody".to_owned()]).await.unwrap();
    assert_eq!(listed.iter().map(|room| room.num_participants).collect::<Vec<_>>(), [1]);
    let people = rooms.list_participants("usr_alice").await.unwrap();
    assert_eq!((people[0].sid.as_str(), people[0].identity.as_str()), (viewer.sid.as_str(), "usr_bob"));
    assert!(rooms.list_participants("usr_nobody").await.unwrap().is_empty());

    let replaced = ParticipantPermission { can_publish_data: true, ..Default::default() };
    let change = UpdateParticipantOptions { permission: Some(replaced), ..Default::default() };
    let changed = rooms.update_participant("usr_alice", "usr_bob", change.clone()).await.unwrap();
    assert!(!changed.permission.unwrap().can_subscribe, "the whole set is replaced");
    assert_eq!(code(rooms.update_participant("usr_alice", "usr_carol", change).await), "not_found");

    rooms.update_room_metadata("usr_alice", "{}").await.unwrap();
    assert_eq!(code(rooms.update_room_metadata("usr_nobody", "{}").await), "not_found");
    let to_bob = SendDataOptions {
        topic: Some("raid".to_owned()),
        destination_identities: vec!["usr_bob".to_owned()],
        ..Default::default()
    };
    rooms.send_data("usr_alice", b"go".to_vec(), to_bob).await.unwrap();
    let seen = rig.stand_in.room("usr_alice").unwrap();
    assert_eq!(
        (seen.metadata.as_str(), seen.data[0].topic.as_str(), &seen.data[0].bytes[..]),
        ("{}", "raid", &b"go"[..])
    );

    assert_eq!(rooms.get_participant("usr_alice", "usr_bob").await.unwrap().sid, viewer.sid);
    rooms.remove_participant("usr_alice", "usr_bob").await.unwrap();
    assert_eq!(code(rooms.remove_participant("usr_alice", "usr_bob").await), "not_found");
    rooms.delete_room("usr_alice").await.unwrap();
    assert_eq!(code(rooms.delete_room("usr_alice").await), "not_found");
    assert_eq!(rig.events().await, ["room_started", "participant_joined", "participant_left", "room_finished"]);
}

#[tokio::test]
async fn each_call_needs_its_grant() {
    let rig = Rig::start().await;
    rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    let with = |grants: VideoGrants| LiveKitApi::with_token(&rig.stand_in.url(), &token(grants, "", ""));
    let mine = with(VideoGrants { room_admin: true, room: "usr_alice".to_owned(), ..Default::default() });
    let other = with(VideoGrants { room_admin: true, room: "usr_mallory".to_owned(), ..Default::default() });
    let lister = with(VideoGrants { room_list: true, ..Default::default() });
    let creator = with(VideoGrants { room_create: true, ..Default::default() });
    let ingress = with(VideoGrants { ingress_admin: true, ..Default::default() });
    let viewer = LiveKitApi::with_token(&rig.stand_in.url(), &viewer_token("usr_alice", "usr_bob", "Bob"));

    mine.room().list_participants("usr_alice").await.unwrap();
    lister.room().list_rooms(vec![]).await.unwrap();
    creator.room().create_room("usr_carol", CreateRoomOptions::default()).await.unwrap();
    ingress.ingress().list_ingress(IngressListFilter::All).await.unwrap();

    for api in [&mine, &other, &viewer, &lister, &creator] {
        assert_eq!(code(api.ingress().list_ingress(IngressListFilter::All).await), "unauthenticated");
        let made = api.ingress().create_ingress(IngressInput::RtmpInput, options("usr_alice")).await;
        assert_eq!(code(made), "unauthenticated");
        assert_eq!(code(api.ingress().delete_ingress("IN_1").await), "unauthenticated");
    }
    for api in [&other, &viewer, &lister, &creator, &ingress] {
        assert_eq!(code(api.room().list_participants("usr_alice").await), "unauthenticated");
        assert_eq!(code(api.room().remove_participant("usr_alice", "usr_bob").await), "unauthenticated");
        assert_eq!(code(api.room().update_room_metadata("usr_alice", "").await), "unauthenticated");
    }
    for api in [&mine, &other, &viewer, &lister, &ingress] {
        assert_eq!(code(api.room().delete_room("usr_alice").await), "unauthenticated");
    }
    for api in [&mine, &other, &viewer, &creator, &ingress] {
        assert_eq!(code(api.room().list_rooms(vec![]).await), "unauthenticated");
    }
}

#[tokio::test]
async fn a_bad_token_is_answered_in_plain_text() {
    let rig = Rig::start().await;
    let url = format!("{}/twirp/livekit.RoomService/ListRooms", rig.stand_in.url());
    let grants = VideoGrants { room_list: true, ..Default::default() };
    let sign = |key, secret| AccessToken::with_api_key(key, secret).with_grants(grants.clone()).to_jwt().unwrap();
    let expired = sign_claims(&json!({"iss": KEY, "exp": 1_600_000_000, "video": {"roomList": true}}));
    let early = sign_claims(&json!({"iss": KEY, "exp": 9_000_000_000_i64, "nbf": 8_999_999_999_i64}));
    let good = sign(KEY, SECRET);
    let cases = [
        format!("Bearer {}", sign("otherkey", SECRET)),
        format!("Bearer {}", sign(KEY, "another secret of more than 32 characters")),
        format!("Bearer {expired}"),
        format!("Bearer {early}"),
        "Bearer garbage".to_owned(),
        good.clone(),
    ];
    let client = reqwest_client();
    for case in cases {
        let answer = client.post(&url).header("authorization", &case).send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
        assert!(!answer.text().await.unwrap().contains(case.trim_start_matches("Bearer ")), "echoes no token");
    }
    let without = client.post(&url).send().await.unwrap();
    assert_eq!(without.status(), 401);
    let answer: serde_json::Value = without.json().await.unwrap();
    assert_eq!(answer["code"], "unauthenticated");
    let fine = client.post(&url).header("authorization", format!("Bearer {good}")).send().await.unwrap();
    assert_eq!(fine.status(), 200);
}

#[tokio::test]
async fn calls_are_noted_and_unknown_ones_have_no_route() {
    let rig = Rig::start().await;
    let _ = rig.api.room().remove_participant("usr_alice", "usr_bob").await;
    let call = rig.stand_in.calls().pop().unwrap();
    assert_eq!((call.method.as_str(), call.subject.as_str()), ("RemoveParticipant", "usr_alice"));
    assert_eq!((call.identity.as_str(), call.status), ("usr_bob", Some(404)));
    assert_eq!(call.at_millis, crate::support::START);
    let muted = rig.api.room().update_subscriptions("usr_alice", "usr_bob", vec![], true).await;
    assert_eq!(code(muted), "bad_route");
    let alive = reqwest_client().get(rig.stand_in.url()).send().await.unwrap();
    assert_eq!((alive.status().as_u16(), alive.text().await.unwrap().as_str()), (200, "OK"));
}

/// A client of the tests' own; loopback needs no TLS, but the client wants to be built with some.
pub fn reqwest_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
