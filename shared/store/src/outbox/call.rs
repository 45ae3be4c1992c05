//! What an outbox entry asks for.

use domain::{IngressId, UserId};
use serde::{Deserialize, Serialize};

/// Name of [`Call::SeeToRecording`] in keys.
const SEE_TO_RECORDING: &str = "seeToRecording";
/// Name of [`Call::MakeClip`] in keys.
const MAKE_CLIP: &str = "makeClip";

/// A call to LiveKit, or to the bucket of recordings, that is made until it succeeds. Each says what shall be so, not what to change,
/// so making it twice, or late, does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Call {
    /// The ingress is gone.
    DeleteIngress {
        /// Which.
        ingress_id: IngressId,
    },
    /// LiveKit has no ingress for the creator but the one that is stored. What is unknown at a first
    /// look is deleted if it is unknown at a second: a key creation may be under way.
    SweepIngresses {
        /// The creator.
        user_id: UserId,
        /// Ingresses that were unknown at the first look.
        #[serde(default)]
        unknown: Vec<IngressId>,
    },
    /// The creator's ingress encodes as they have set. It waits while one is live: LiveKit would cut it off.
    ShapeIngress {
        /// The creator.
        user_id: UserId,
    },
    /// The room's metadata and its participants' permissions are those of the settings.
    SyncRoom {
        /// The creator, whose room it is.
        user_id: UserId,
    },
    /// The participant may do in the room what the rules say now, and is not in it if its creator blocks them.
    Permit {
        /// The room.
        room: UserId,
        /// The participant's identity.
        identity: String,
    },
    /// The participant, whom the room's creator blocks, is not in the room.
    RemoveParticipant {
        /// The room.
        room: UserId,
        /// The participant's identity.
        identity: String,
    },
    /// The push of a recorded broadcast has one egress, nothing else of the Vod has one, and the Vod is finished when its
    /// broadcast and its runs are over.
    SeeToRecording {
        /// The creator.
        user_id: UserId,
        /// The Vod of the broadcast.
        vod_id: String,
    },
    /// What a clip is to show stands in the bucket, or it has failed.
    MakeClip {
        /// The clip.
        clip_id: String,
    },
    /// The egress, which is no run's, is over.
    StopEgress {
        /// LiveKit's id of it.
        egress_id: String,
    },
    /// Nothing stands below a place of the bucket; and an hour later [`Call::EraseLate`].
    Erase {
        /// That of one Vod or clip, with its slash.
        prefix: String,
    },
    /// Nothing stands there that came late either: an upload or a copy that was under way. It takes the place of the other.
    EraseLate {
        /// The same.
        prefix: String,
    },
    /// Nothing stands below a place of the bucket that is nobody's: neither a Vod nor a clip is known there a day after it was
    /// first seen so.
    EraseUnknown {
        /// That of one Vod or clip, with its slash.
        prefix: String,
    },
    /// The room of a suspended creator does not exist, and no encoder can make it anew.
    CloseRoom {
        /// The room.
        room: UserId,
    },
}

impl Call {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::DeleteIngress { .. } => "deleteIngress",
            Self::SweepIngresses { .. } => "sweepIngresses",
            Self::ShapeIngress { .. } => "shapeIngress",
            Self::SyncRoom { .. } => "syncRoom",
            Self::Permit { .. } => "permit",
            Self::RemoveParticipant { .. } => "removeParticipant",
            Self::SeeToRecording { .. } => SEE_TO_RECORDING,
            Self::MakeClip { .. } => MAKE_CLIP,
            Self::StopEgress { .. } => "stopEgress",
            Self::Erase { .. } | Self::EraseLate { .. } => "erase",
            Self::EraseUnknown { .. } => "eraseUnknown",
            Self::CloseRoom { .. } => "closeRoom",
        }
    }

    pub(super) fn target(&self) -> String {
        match self {
            Self::DeleteIngress { ingress_id } => ingress_id.to_string(),
            Self::SweepIngresses { user_id, .. } | Self::ShapeIngress { user_id } | Self::SyncRoom { user_id } => {
                user_id.to_string()
            }
            Self::Permit { room, identity } | Self::RemoveParticipant { room, identity } => {
                format!("{room}#{identity}")
            }
            Self::SeeToRecording { user_id, vod_id } => format!("{user_id}#{vod_id}"),
            Self::MakeClip { clip_id } => clip_id.clone(),
            Self::StopEgress { egress_id } => egress_id.clone(),
            Self::Erase { prefix } | Self::EraseLate { prefix } | Self::EraseUnknown { prefix } => prefix.clone(),
            Self::CloseRoom { room } => room.to_string(),
        }
    }
}

/// Whether the entry at this sort key sees to a recording, or makes a clip.
#[must_use]
pub fn is_about_recording(sk: &str) -> bool {
    sk.split_once('#').is_some_and(|(kind, _)| matches!(kind, SEE_TO_RECORDING | MAKE_CLIP))
}

/// Whether the entry at this sort key makes a clip.
#[must_use]
pub fn makes_a_clip(sk: &str) -> bool {
    sk.split_once('#').is_some_and(|(kind, _)| kind == MAKE_CLIP)
}
