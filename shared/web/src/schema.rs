//! How the document describes the types of `domain`, which know nothing of it. A handler's answer names them by
//! `#[schema(value_type = …)]`; a test holds that they say what the types themselves write.

use utoipa::ToSchema;

/// A user's id, the name of their LiveKit room: the `sub` of their bearer token, or made from it.
#[derive(ToSchema)]
#[schema(value_type = String)]
pub struct UserId(pub String);

/// LiveKit's id of an ingress (`IN_…`). Not secret; the stream key is another value.
#[derive(ToSchema)]
#[schema(value_type = String)]
pub struct IngressId(pub String);

/// A moment in UTC, to the millisecond. Written as ISO 8601 with milliseconds and `Z`, in JSON and
/// in the table alike; that form sorts as text in the order of time, so it stands in sort keys too.
#[derive(ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-11-23T22:26:25.000Z"))]
pub struct Time(pub String);

/// A user's name in addresses: 3–30 of `a-z0-9_`, unique whatever the case, kept in lower case.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^[a-z0-9_]{3,30}$")]
pub struct Username(pub String);

macro_rules! names {
    ($(#[$doc:meta])* $case:literal $type:ident: $($name:ident)*) => {
        $(#[$doc])*
        #[derive(ToSchema)]
        #[schema(rename_all = $case)]
        #[expect(missing_docs, reason = "`domain` says what each means")]
        pub enum $type {
            $($name,)*
        }
    };
}

names! {
    /// Where a creator application stands. A user without one has no status at all.
    "UPPERCASE" ApplicationStatus: Pending Approved Rejected Suspended
}

names! {
    /// What a creator's broadcasts are about.
    "UPPERCASE" Category: Gaming Music Art Technology Education Sports Fitness Cooking Travel Talk Other Entertainment
        Lifestyle
}

names! {
    /// An administrative act.
    "SCREAMING_SNAKE_CASE" AuditAction: ApplicationApproved ApplicationRejected CreatorSuspended CreatorReinstated
        VideoDeleted ClipDeleted
}

names! {
    /// What viewers are told.
    "lowercase" State: Live Interrupted Offline
}

names! {
    /// How the encoder sends.
    "UPPERCASE" IngressType: Rtmp Whip
}

names! {
    /// Who may raid a creator.
    "UPPERCASE" RaidsFrom: Everyone Followed Nobody
}

macro_rules! presets {
    ($($variant:ident $name:literal)*) => {
        /// What LiveKit makes of a push: picture sizes and rates, and how many layers of them a player chooses from.
        #[derive(ToSchema)]
        #[expect(missing_docs, reason = "LiveKit's names say it")]
        pub enum Preset {
            $(#[schema(rename = $name)] $variant,)*
        }
    };
}

presets! {
    Auto "AUTO"
    P720x3 "H264_720P_30FPS_3_LAYERS"
    P1080x3 "H264_1080P_30FPS_3_LAYERS"
    P540x2 "H264_540P_25FPS_2_LAYERS"
    P720x1 "H264_720P_30FPS_1_LAYER"
    P1080x1 "H264_1080P_30FPS_1_LAYER"
    P720x3HighMotion "H264_720P_30FPS_3_LAYERS_HIGH_MOTION"
    P1080x3HighMotion "H264_1080P_30FPS_3_LAYERS_HIGH_MOTION"
    P540x2HighMotion "H264_540P_25FPS_2_LAYERS_HIGH_MOTION"
    P720x1HighMotion "H264_720P_30FPS_1_LAYER_HIGH_MOTION"
    P1080x1HighMotion "H264_1080P_30FPS_1_LAYER_HIGH_MOTION"
}

names! {
    /// Where a video stands.
    "SCREAMING_SNAKE_CASE" VodState: Recording Processing Ready Failed
}

names! {
    /// What a clip is.
    "SCREAMING_SNAKE_CASE" ClipKind: Clip Highlight
}

names! {
    /// Where a clip stands.
    "SCREAMING_SNAKE_CASE" ClipState: Processing Ready Failed
}

names! {
    /// Who may see a video.
    "SCREAMING_SNAKE_CASE" Visibility: Public Followers Private
}

names! {
    /// Who may make clips of a channel.
    "SCREAMING_SNAKE_CASE" ClipsBy: Everyone Followers Nobody
}

/// One administrative act: who, what, on whom, when and why.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes, and is never made")]
pub struct AuditEntry {
    /// Opaque; entries sort by it in the order of time.
    id: String,
    /// The administrator.
    admin_id: UserId,
    /// What was done.
    action: AuditAction,
    /// On whom.
    user_id: UserId,
    /// The reason given, where the act takes one.
    reason: Option<String>,
    /// What of theirs, where the act is about a video or a clip: its id.
    item_id: Option<String>,
    /// When.
    at: Time,
}

/// A stream's chat settings.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes, and is never made")]
pub struct ChatSettings {
    /// Whether anybody may write.
    is_chat_enabled: bool,
    /// Whether players show messages after a delay; a matter of the players.
    is_chat_delayed: bool,
    /// Whether only followers and the host may write.
    is_chat_followers_only: bool,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::Serialize;
    use serde_json::{Value, json};
    use utoipa::PartialSchema;

    use super::*;

    fn described<T: PartialSchema>() -> Value {
        serde_json::to_value(T::schema()).unwrap()
    }

    fn names<T: PartialSchema>(types: &[impl Serialize]) {
        assert_eq!(described::<T>()["enum"], json!(types));
    }

    fn fields<T: PartialSchema>(written: &impl Serialize) {
        let described = described::<T>();
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&described["properties"]), keys(&json!(written)));
    }

    #[test]
    fn what_is_described_is_what_is_written() {
        use domain::{ApplicationStatus as Status, AuditAction as Act, IngressType as Type};
        names::<ApplicationStatus>(&Status::ALL);
        names::<Category>(&domain::Category::ALL);
        names::<Preset>(domain::Preset::ALL);
        names::<RaidsFrom>(&[domain::RaidsFrom::Everyone, domain::RaidsFrom::Followed, domain::RaidsFrom::Nobody]);
        names::<AuditAction>(&[
            Act::ApplicationApproved,
            Act::ApplicationRejected,
            Act::CreatorSuspended,
            Act::CreatorReinstated,
            Act::VideoDeleted,
            Act::ClipDeleted,
        ]);
        names::<State>(&[domain::State::Live, domain::State::Interrupted, domain::State::Offline]);
        names::<IngressType>(&[Type::Rtmp, Type::Whip]);
        use domain::recording::VodState as Vod;
        names::<VodState>(&[Vod::Recording, Vod::Processing, Vod::Ready, Vod::Failed]);
        use domain::clip::{ClipKind as Kind, ClipState as Clip};
        names::<ClipKind>(&[Kind::Clip, Kind::Highlight]);
        names::<ClipState>(&[Clip::Processing, Clip::Ready, Clip::Failed]);
        assert_eq!(described::<Visibility>()["enum"], json!(domain::recording::Visibility::NAMES));
        assert_eq!(described::<ClipsBy>()["enum"], json!(domain::recording::ClipsBy::NAMES));
        let id = domain::UserId::parse("usr_alice").unwrap();
        fields::<AuditEntry>(&domain::AuditEntry {
            id: String::new(),
            admin_id: id.clone(),
            action: Act::CreatorSuspended,
            user_id: id,
            reason: None,
            item_id: Some(String::new()),
            at: domain::Time::from_millis(0),
        });
        fields::<ChatSettings>(&domain::ChatSettings::default());
    }
}
