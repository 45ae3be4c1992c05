//! What a chat sends into its room: packets of events, and which messages of a busy moment are in them.

use serde::{Deserialize, Serialize};

use super::{ChatMessage, ChatRules, RefusalCode, Standing};
use crate::Time;

/// The topic of the packets.
pub const TOPIC: &str = "onair.chat";
/// Most bytes of a packet: under the 15 KiB that a reliable packet of LiveKit may have.
pub const MAX_BYTES: usize = 15_000;
/// Most messages of a packet, and of what is kept together.
pub const MAX_MESSAGES: usize = 60;
/// What a packet has around its events, at most, in bytes.
const AROUND: usize = 200;

/// What happened in a chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// Something was said.
    Msg {
        /// What.
        m: Box<ChatMessage>,
    },
    /// A message was taken out.
    Del {
        /// Which.
        id: String,
    },
    /// All messages were taken out.
    Clear,
    /// All messages of one writer were taken out.
    ClearUser {
        /// The writer: a user's id, or a guest's identity.
        user_id: String,
    },
    /// The rules changed.
    Settings {
        /// To these.
        settings: ChatRules,
    },
    /// A message was pinned.
    Pin {
        /// Which; none: unpinned.
        m: Option<Box<ChatMessage>>,
    },
    /// To moderators and to the writer: a message waits.
    Held {
        /// Which.
        m: Box<ChatMessage>,
    },
    /// To moderators and to the writer: a message that waited was decided on.
    Decided {
        /// Which.
        id: String,
        /// Whether it was let through.
        is_approved: bool,
    },
    /// To one alone: what they are in the chat now.
    You {
        /// What.
        you: You,
    },
}

/// What somebody is in a chat, and whether they can write in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct You {
    /// Their identity in the room; none of a guest who has no token yet.
    pub identity: Option<String>,
    /// What they are.
    pub role: Standing,
    /// Whether they can write now, whatever the text.
    pub can_write: bool,
    /// Why they cannot.
    pub code: Option<RefusalCode>,
    /// Until when, where it is a matter of time.
    pub until: Option<Time>,
}

/// Events as they are sent.
#[derive(Debug, Serialize)]
pub struct Packet<'a> {
    v: u8,
    /// Who sends.
    e: &'a str,
    /// Counts up under one `e`.
    n: u64,
    /// Messages that were left out.
    #[serde(skip_serializing_if = "is_none")]
    skipped: usize,
    ev: &'a [Event],
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
const fn is_none(skipped: &usize) -> bool {
    *skipped == 0
}

impl<'a> Packet<'a> {
    /// A packet of `sender`, their `number`th, that leaves `skipped` messages out.
    #[must_use]
    pub const fn new(sender: &'a str, number: u64, skipped: usize, events: &'a [Event]) -> Self {
        Self { v: 1, e: sender, n: number, skipped, ev: events }
    }

    /// As it is sent.
    ///
    /// # Errors
    /// None that these types can cause; serde's signature has one.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}

/// Bytes that an event takes in a packet.
fn bytes(event: &Event) -> usize {
    serde_json::to_vec(event).map_or(MAX_BYTES, |json| json.len() + 1)
}

/// What of a moment's messages is shown: at most `budget` and what fits into one packet, in their order, with the number
/// of those left out. Host, moderators, VIPs, announcements, replies and mentions come first, the newest of them where
/// even they are too many; of the others a fair sample: `up_to(n)` is a whole number from 1 to n.
#[must_use]
pub fn shown(messages: Vec<ChatMessage>, budget: usize, up_to: impl Fn(u64) -> u64) -> (Vec<Event>, usize) {
    let all = messages.len();
    let mut order: Vec<usize> = (0..all).collect();
    for place in (1..all).rev() {
        let other = usize::try_from(up_to(place as u64 + 1)).unwrap_or(1).saturating_sub(1).min(place);
        order.swap(place, other);
    }
    let (mut first, others): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|at| messages[*at].is_always_shown());
    first.sort_unstable_by(|a, b| b.cmp(a));
    let mut room = MAX_BYTES - AROUND;
    let mut chosen: Vec<(usize, Event)> = vec![];
    let mut events: Vec<Option<Event>> =
        messages.into_iter().map(|message| Some(Event::Msg { m: Box::new(message) })).collect();
    let sure = first.len();
    for (rank, at) in first.into_iter().chain(others).enumerate() {
        if chosen.len() >= MAX_MESSAGES || (rank >= sure && chosen.len() >= budget) {
            break;
        }
        let Some(event) = events[at].take() else { continue };
        let size = bytes(&event);
        if size <= room {
            room -= size;
            chosen.push((at, event));
        }
    }
    chosen.sort_by_key(|(at, _)| *at);
    let skipped = all - chosen.len();
    (chosen.into_iter().map(|(_, event)| event).collect(), skipped)
}

/// Cuts messages, in their order, into pieces that fit into one packet each.
#[must_use]
pub fn frames(messages: Vec<ChatMessage>) -> Vec<Vec<ChatMessage>> {
    let mut pieces: Vec<(usize, Vec<ChatMessage>)> = vec![];
    for message in messages {
        let size = serde_json::to_vec(&message).map_or(MAX_BYTES, |json| json.len() + 20);
        match pieces.last_mut() {
            Some((held, piece)) if *held + size <= MAX_BYTES - AROUND && piece.len() < MAX_MESSAGES => {
                *held += size;
                piece.push(message);
            }
            _ => pieces.push((size, vec![message])),
        }
    }
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{Badge, MessageKind, MessageState};

    fn message(number: usize, text: &str) -> ChatMessage {
        ChatMessage {
            id: format!("{number:026}"),
            user_id: "usr_bob".to_owned(),
            username: None,
            name: "Bob".to_owned(),
            image: None,
            roles: vec![],
            text: Some(text.to_owned()),
            reply_to: None,
            mentions: vec![],
            kind: MessageKind::Message,
            state: MessageState::Sent,
            sent_at: Time::from_secs(7),
            deleted_at: None,
            client_id: None,
        }
    }

    fn ids(events: &[Event]) -> Vec<String> {
        let id = |event: &Event| match event {
            Event::Msg { m } => m.id.clone(),
            other => panic!("{other:?}"),
        };
        events.iter().map(id).collect()
    }

    #[test]
    fn a_packet_is_what_the_contract_says() {
        let event = [Event::ClearUser { user_id: "usr_bob".to_owned() }, Event::Clear];
        let json: serde_json::Value =
            serde_json::from_slice(&Packet::new("e", 3, 0, &event).to_json().unwrap()).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"v": 1, "e": "e", "n": 3, "ev": [{"t": "clearUser", "userId": "usr_bob"}, {"t": "clear"}]})
        );
        let event = [Event::Msg { m: Box::new(message(1, "hi")) }];
        let json: serde_json::Value =
            serde_json::from_slice(&Packet::new("e", 3, 7, &event).to_json().unwrap()).unwrap();
        assert_eq!((&json["skipped"], &json["ev"][0]["t"]), (&7.into(), &"msg".into()));
        assert_eq!(
            (&json["ev"][0]["m"]["text"], &json["ev"][0]["m"]["image"]),
            (&"hi".into(), &serde_json::Value::Null)
        );
        let pin = serde_json::to_value(Event::Pin { m: None }).unwrap();
        assert_eq!(pin, serde_json::json!({"t": "pin", "m": null}));
    }

    #[test]
    fn under_the_budget_all_is_shown_in_order() {
        let (events, skipped) = shown((0..25).map(|n| message(n, "hi")).collect(), 25, |n| n / 2 + 1);
        assert_eq!((events.len(), skipped), (25, 0));
        assert!(ids(&events).is_sorted());
    }

    #[test]
    fn over_it_some_are_shown_always_and_the_others_are_a_sample() {
        let mut all: Vec<_> = (0..100).map(|n| message(n, "hi")).collect();
        all[3].roles = vec![Badge::Moderator];
        all[50].reply_to = Some("x".to_owned());
        all[99].kind = MessageKind::Announcement;
        let mut seen = std::collections::BTreeMap::<String, usize>::new();
        let random = std::cell::Cell::new(1_u64);
        for _ in 0..400 {
            let (events, skipped) = shown(all.clone(), 25, |n| {
                random
                    .set(random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
                (random.get() >> 33) % n + 1
            });
            assert_eq!((events.len(), skipped), (25, 75));
            let ids = ids(&events);
            assert!(ids.is_sorted());
            assert!([3, 50, 99].iter().all(|n| ids.contains(&format!("{n:026}"))));
            for id in ids {
                *seen.entry(id).or_default() += 1;
            }
        }
        // 22 of 97, 400 times: 91 each on average.
        assert!(seen.len() == 100 && seen.values().all(|times| (40..=400).contains(times)), "{seen:?}");
    }

    #[test]
    fn a_packet_is_never_too_long() {
        let long = "ü".repeat(500);
        let mut all: Vec<_> = (0..60).map(|n| message(n, &long)).collect();
        for message in &mut all {
            message.roles = vec![Badge::Vip];
        }
        let (events, skipped) = shown(all.clone(), 60, |n| n);
        assert_eq!(events.len() + skipped, 60);
        assert!(
            skipped > 0
                && Packet::new(&"e".repeat(26), u64::MAX, skipped, &events).to_json().unwrap().len() <= MAX_BYTES
        );
        let pieces = frames(all.clone());
        assert!(pieces.iter().all(|piece| {
            let events: Vec<Event> = piece.iter().map(|m| Event::Msg { m: Box::new(m.clone()) }).collect();
            Packet::new(&"e".repeat(26), u64::MAX, 0, &events).to_json().unwrap().len() <= MAX_BYTES
        }));
        assert_eq!(pieces.into_iter().flatten().collect::<Vec<_>>(), all);
    }
}
