//! All kinds of items beside each other: no two have one pattern of keys, and the document has them all.

use table::{Entity, Pattern};

use crate::accounts::{NameItem, Profile};
use crate::applications::{ApplicationItem, AuditItem};
use crate::audience::{Count, DayItem, DayWatchersItem, Held as Presence, SampleItem, SketchItem};
use crate::chat::{
    Asked, BanItem, Busy, Chatter, Decided, Frame, GoneItem, LastAnnounced, LaterItem, LogItem, RankCount, RankItem,
    Reported, TermItem, TermsHead, TurnCount, Unique, WaitingItem,
};
use crate::clips::ClipItem;
use crate::discovery::{
    Chunk, DirectoryEntry, DirectoryTotal, EntryItem, Front, RankingLease, Record, TablePart, TagItem, Tops,
};
use crate::idempotency::Held;
use crate::limits::Counter;
use crate::outbox::{OutboxEntry, Sweep};
use crate::raids::{Arrival, GoneRaid};
use crate::recordings::{Kept, RunItem, VodItem};
use crate::social::{BlockItem, Edge, FollowedPart, FollowerShard, FollowingCount};
use crate::streams::{BroadcastItem, StreamItem};

/// What the keys of every kind look like.
pub const PATTERNS: &[Pattern] = &[
    Profile::PATTERN,
    NameItem::PATTERN,
    ApplicationItem::PATTERN,
    AuditItem::PATTERN,
    StreamItem::PATTERN,
    BroadcastItem::PATTERN,
    Count::PATTERN,
    Presence::PATTERN,
    SampleItem::PATTERN,
    SketchItem::PATTERN,
    DayItem::PATTERN,
    DayWatchersItem::PATTERN,
    VodItem::PATTERN,
    RunItem::PATTERN,
    Kept::PATTERN,
    ClipItem::PATTERN,
    Arrival::PATTERN,
    GoneRaid::PATTERN,
    Edge::PATTERN,
    FollowerShard::PATTERN,
    FollowingCount::PATTERN,
    FollowedPart::PATTERN,
    BlockItem::PATTERN,
    DirectoryEntry::PATTERN,
    DirectoryTotal::PATTERN,
    EntryItem::PATTERN,
    TagItem::PATTERN,
    Record::PATTERN,
    RankingLease::PATTERN,
    Front::PATTERN,
    Tops::PATTERN,
    TablePart::PATTERN,
    Chunk::PATTERN,
    OutboxEntry::PATTERN,
    Sweep::PATTERN,
    Held::PATTERN,
    Counter::PATTERN,
    Chatter::PATTERN,
    Frame::PATTERN,
    LaterItem::PATTERN,
    GoneItem::PATTERN,
    Busy::PATTERN,
    TurnCount::PATTERN,
    Unique::PATTERN,
    BanItem::PATTERN,
    RankItem::PATTERN,
    RankCount::PATTERN,
    TermItem::PATTERN,
    TermsHead::PATTERN,
    WaitingItem::PATTERN,
    Decided::PATTERN,
    Asked::PATTERN,
    Reported::PATTERN,
    LogItem::PATTERN,
    LastAnnounced::PATTERN,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_kinds_of_items_have_one_pattern() {
        let patterns: BTreeSet<Pattern> = PATTERNS.iter().copied().collect();
        assert_eq!(patterns.len(), PATTERNS.len());
    }

    #[test]
    fn the_document_has_every_pattern() {
        let document = include_str!("../../../docs/DATA-MODEL.md");
        let table: String = document.lines().filter(|line| line.starts_with('|')).collect();
        for (partition, _) in PATTERNS {
            for partition in partition.split(", ") {
                let beginning = partition.split_inclusive('#').next().unwrap_or_default();
                assert!(table.contains(&format!("`{beginning}")), "no row of DATA-MODEL.md has {partition}");
            }
        }
    }
}
