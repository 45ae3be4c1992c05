//! Every recorded run of a real server is one that the stand-in can play: the same events in the same
//! order within their queues, each with the same fields.

use std::collections::BTreeSet;
use std::time::Duration;

use livekit_api::access_token::VideoGrants;
use livekit_protocol as proto;
use prost::Message as _;
use proto::IngressInput;
use serde_json::Value;
use stand_in::recording::Recording;

use crate::calls::reqwest_client;
use crate::support::{Rig, token, viewer_token};

/// Fields that are there or not by chance of timing in the recordings themselves.
const BY_CHANCE: [&str; 7] = [
    "room.numParticipants",
    "room.numPublishers",
    "participant.attributes.ingress.resourceID",
    "ingressInfo.state.roomId",
    "ingressInfo.state.video",
    "track.layers.ssrc",
    "track.codecs.layers.ssrc",
];

#[tokio::test]
async fn every_recorded_run_can_be_played() {
    let recordings = Recording::all(&Recording::directory()).unwrap();
    assert_eq!(recordings.len(), 10);
    for recording in recordings {
        let rig = Rig::start().await;
        play(&rig, &recording).await;
        rig.stand_in.settled().await;
        let recorded: Vec<Value> = recording.events.iter().map(|event| json(&event.body)).collect();
        let played: Vec<Value> = rig.receiver.arrivals().iter().map(|arrival| json(&arrival.body)).collect();
        let name = &recording.scenario;
        for of_ingress in [false, true] {
            let (recorded, played) = (queue(&recorded, of_ingress), queue(&played, of_ingress));
            assert_eq!(order(&played), order(&recorded), "{name}");
            for (recorded, played) in pairs(&recorded, &played) {
                assert_eq!(fields(played), fields(recorded), "{name}: {}", recorded["event"]);
            }
        }
    }
}

/// Does what the recording says was done, at its times.
async fn play(rig: &Rig, recording: &Recording) {
    let info = create_ingress(rig, recording).await;
    let room = recording.room.as_str();
    let mut viewers = vec![];
    let end = recording.events.iter().map(|event| event.ms).max().unwrap_or_default();
    let mut clock = 0;
    for deed in &recording.did {
        clock = pass_time(rig, clock, deed.ms);
        match deed.did.as_str() {
            "encoder starts"
            | "encoder starts again, same key"
            | "encoder A starts"
            | "encoder B starts with the same key"
                if recording.scenario != "push-refused-busy-server" =>
            {
                rig.stand_in.push(&info.stream_key).unwrap();
            }
            "encoder killed" => assert!(rig.stand_in.lose_encoder(room, Duration::from_millis(29_500))),
            "encoder stopped in order" | "encoder B stopped in order" => {
                assert!(rig.stand_in.stop(room));
            }
            "viewers usr_bob and guest-1 join for 4 s" => {
                for (identity, name) in [("guest-1", "Gus"), ("usr_bob", "Bob")] {
                    viewers.push(rig.stand_in.join(&viewer_token(room, identity, name)).unwrap().sid);
                }
            }
            "viewers left" => assert!(viewers.drain(..).all(|sid| rig.stand_in.leave(&sid))),
            "DeleteIngress" => {
                rig.api.ingress().delete_ingress(&info.ingress_id).await.unwrap();
            }
            "DeleteRoom" => rig.api.room().delete_room(room).await.unwrap(),
            "RemoveParticipant of the publisher" => rig.api.room().remove_participant(room, room).await.unwrap(),
            "ingress worker killed" => {
                assert!(rig.stand_in.kill_worker_unnoticed(room, Duration::from_millis(20_000)));
            }
            "encoder tries again" => assert!(rig.stand_in.push(&info.stream_key).is_err()),
            // On a busy server the start of the encoder is what is refused.
            "encoder starts" => assert!(rig.stand_in.refuse_push(room)),
            "both cores busy" | "encoder refused, exit 1" | "nothing more came" => {}
            other => panic!("{}: {other:?} is not known here", recording.scenario),
        }
    }
    pass_time(rig, clock, end);
}

/// The clock goes on second by second, as the sweeping does.
fn pass_time(rig: &Rig, from: i64, to: i64) -> i64 {
    for millis in (from..to).step_by(1_000).chain([to]) {
        rig.set_clock(millis);
        rig.stand_in.sweep();
    }
    to.max(from)
}

/// An ingress as the recorder made it: without the encoding options that the Rust client always sends.
async fn create_ingress(rig: &Rig, recording: &Recording) -> proto::IngressInfo {
    let input = if recording.scenario.starts_with("whip") { IngressInput::WhipInput } else { IngressInput::RtmpInput };
    let request = proto::CreateIngressRequest {
        input_type: input.into(),
        name: recording.room.clone(),
        room_name: recording.room.clone(),
        participant_identity: recording.room.clone(),
        participant_name: recording.room.clone(),
        ..Default::default()
    };
    let grants = VideoGrants { ingress_admin: true, ..Default::default() };
    let url = format!("{}/twirp/livekit.Ingress/CreateIngress", rig.stand_in.url());
    let call = reqwest_client().post(url).bearer_auth(token(grants, "", "")).body(request.encode_to_vec());
    let answer = call.send().await.unwrap().bytes().await.unwrap();
    proto::IngressInfo::decode(answer).unwrap()
}

fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

fn is_ingress(event: &Value) -> bool {
    event["event"].as_str().unwrap().starts_with("ingress")
}

fn queue(events: &[Value], of_ingress: bool) -> Vec<Value> {
    events.iter().filter(|event| is_ingress(event) == of_ingress).cloned().collect()
}

/// What has to come in this order. Tracks of one kind may come in either order, so theirs are named by
/// the event alone.
fn order(events: &[Value]) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let describe = |event: &Value| {
        let (participant, state) = (&event["participant"], &event["ingressInfo"]["state"]);
        let details = [
            &event["event"],
            &participant["identity"],
            &participant["kind"],
            &participant["disconnectReason"],
            &state["status"],
            &state["error"],
        ];
        details.map(word).join(" ")
    };
    events.iter().map(describe).collect()
}

/// Each recorded event beside the played one that is its like; of the two tracks, those of one kind.
fn pairs<'a>(recorded: &'a [Value], played: &'a [Value]) -> Vec<(&'a Value, &'a Value)> {
    let mut left: Vec<_> = played.iter().collect();
    recorded
        .iter()
        .map(|event| {
            let like =
                |other: &&Value| other["event"] == event["event"] && other["track"]["type"] == event["track"]["type"];
            let at = left.iter().position(like).unwrap();
            (event, left.remove(at))
        })
        .collect()
}

/// The paths of all fields of an event, but for those that are there by chance.
fn fields(event: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(event, "", &mut found);
    found.retain(|path| !BY_CHANCE.iter().any(|chance| path == chance || path.starts_with(&format!("{chance}."))));
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                found.insert(path.clone());
                collect(value, &path, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, path, found)),
        _ => {}
    }
}
