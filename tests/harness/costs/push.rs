//! What LiveKit tells of one push.

use serde_json::{Value, json};

use crate::Webhook;

/// What LiveKit tells of one push into a room.
pub struct Push {
    /// The room.
    pub room: String,
    /// The ingress that it comes by.
    pub ingress: String,
    /// When it began.
    pub millis: i64,
}

impl Push {
    /// It began.
    #[must_use]
    pub fn started(&self) -> Webhook {
        self.event("ingress_started", &self.info("startedAt"))
    }

    /// It ended, a second later.
    #[must_use]
    pub fn ended(&self) -> Webhook {
        self.event("ingress_ended", &self.info("endedAt"))
    }

    /// The `n`th viewer comes or goes.
    #[must_use]
    pub fn viewer(&self, event: &str, n: usize) -> Webhook {
        let participant = json!({"sid": format!("PA_{n}"), "identity": format!("guest-{n}"), "kind": "STANDARD"});
        self.event(event, &json!({"id": format!("EV_{event}_{n}"), "participant": participant}))
    }

    fn info(&self, time: &str) -> Value {
        let nanos = |millis: i64| (millis * 1_000_000).to_string();
        let mut state = json!({"resourceId": format!("RT_{}", self.millis), "startedAt": nanos(self.millis)});
        if time == "endedAt" {
            state["endedAt"] = json!(nanos(self.millis + 1_000));
        }
        json!({"ingressInfo": {"ingressId": self.ingress, "roomName": self.room, "state": state}})
    }

    /// An event of the room, with these fields.
    #[must_use]
    pub fn event(&self, event: &str, fields: &Value) -> Webhook {
        let mut body = json!({
            "event": event, "id": format!("EV_{event}_{}", self.room), "createdAt": (self.millis / 1_000).to_string(),
            "room": {"sid": "RM_1", "name": self.room},
        });
        if let (Some(body), Some(fields)) = (body.as_object_mut(), fields.as_object()) {
            body.extend(fields.clone());
        }
        Webhook::new(&body)
    }
}
