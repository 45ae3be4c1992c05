//! What tells of the media.

use super::broadcast::Publish;
use crate::{IngressId, Time};

/// Something that tells of the media.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// `ingress_started`.
    Started {
        /// The publish.
        publish: Publish,
        /// When LiveKit made the event, by its own stamp, cut to the second; `None` where that cannot be.
        told_at: Option<Time>,
    },
    /// `ingress_ended`.
    Ended {
        /// The publish, with its own start.
        publish: Publish,
        /// When it ended.
        at: Time,
    },
    /// `participant_left` of the ingress participant.
    PublisherLeft {
        /// From the participant's attributes.
        ingress_id: IngressId,
        /// From the participant's attributes.
        resource_id: String,
        /// When the connection that left had joined; `None` where LiveKit does not say.
        joined_at: Option<Time>,
        /// When it left.
        at: Time,
    },
    /// `participant_joined` of the ingress participant: its first connection, or one that takes the place of
    /// another. It names its push only now and then.
    PublisherJoined {
        /// From the participant's attributes.
        ingress_id: IngressId,
        /// From the participant's attributes; empty where they do not say yet.
        resource_id: String,
        /// When it joined, by the clock of the node that has the room.
        joined_at: Time,
        /// When it was heard of.
        at: Time,
    },
    /// The reconciler saw in two looks that no publisher is in the room.
    Absent {
        /// The active push, as it was held at the look.
        resource_id: String,
        /// When it was first seen to be away.
        at: Time,
    },
    /// The reconciler saw in two looks that a publisher is in the room though we hold none.
    Present {
        /// The push, as far as the participant's attributes and join time tell.
        publish: Publish,
        /// When it was seen.
        at: Time,
    },
    /// Key deleted or replaced, creator suspended: our own doing leaves no window.
    Cut {
        /// When.
        at: Time,
    },
    /// The schedule found the window over.
    WindowOver,
}
