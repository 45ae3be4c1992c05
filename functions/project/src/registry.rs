//! Which projections there are.

use crate::projection::Projection;
use crate::{broadcast_figures, follower_total, ingress_shape, outbox, raids, search_words, stream_card, viewer_count};

/// Everything that follows a change of the table, each in its turn with every record. A new one is a file and a
/// line here, and the prefix of its items in the template.
pub(crate) const ALL: [Projection; 8] = [
    outbox::PROJECTION,
    stream_card::PROJECTION,
    search_words::PROJECTION,
    viewer_count::CLEARING,
    follower_total::PROJECTION,
    broadcast_figures::PROJECTION,
    ingress_shape::PROJECTION,
    raids::PROJECTION,
];
