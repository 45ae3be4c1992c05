//! MPEG-TS, as far as a segment that is there already is moved in time, cut, and put behind another: its timestamps (PTS,
//! DTS, PCR) and its continuity counters are written anew in their places (ISO/IEC 13818-1, 2.4.3). What is in it stays.

use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a packet.
const PACKET: usize = 188;
/// What each packet begins with.
const SYNC: u8 = 0x47;
/// Timestamps have 33 bits: they begin anew after 26.5 hours.
const WRAP: u64 = 1 << 33;

/// The last continuity counter of each stream, by its packet id.
#[derive(Debug, Clone, Default)]
pub struct Counters(BTreeMap<u16, u8>);

/// Moves a segment `by` so many ticks of 1/90,000 s, and counts its packets on from what went before it.
pub fn moved(segment: &[u8], by: u64, counters: &mut Counters) -> Vec<u8> {
    let mut bytes = segment.to_vec();
    for packet in bytes.chunks_exact_mut(PACKET).filter(|packet| packet[0] == SYNC) {
        let last = counters.0.get(&pid(packet)).copied();
        // Only packets that carry something are counted.
        let count = if has_payload(packet) { last.map_or(0, |last| (last + 1) % 16) } else { last.unwrap_or(0) };
        counters.0.insert(pid(packet), count);
        packet[3] = (packet[3] & 0xF0) | count;
        if let Some(at) = clock_reference(packet) {
            let clock = (u64::from(u32::from_be_bytes([packet[at], packet[at + 1], packet[at + 2], packet[at + 3]]))
                << 1)
                | u64::from(packet[at + 4] >> 7);
            let clock = (clock + by) % WRAP;
            packet[at..at + 4].copy_from_slice(&u32::try_from(clock >> 1).unwrap_or_default().to_be_bytes());
            packet[at + 4] = (packet[at + 4] & 0x7F) | (u8::from(clock & 1 == 1) << 7);
        }
        for at in timestamps(packet) {
            let time = (timestamp(&packet[at..]) + by) % WRAP;
            write_timestamp(&mut packet[at..], time);
        }
    }
    bytes
}

/// A segment without what is decoded at `until` or later.
pub fn cut(segment: &[u8], until: u64) -> Vec<u8> {
    let mut over = BTreeSet::new();
    let is_kept = |packet: &&[u8]| {
        if timestamps(packet).last().is_some_and(|at| timestamp(&packet[*at..]) >= until) {
            over.insert(pid(packet));
        }
        !over.contains(&pid(packet))
    };
    segment.chunks_exact(PACKET).filter(is_kept).flatten().copied().collect()
}

/// When what comes first is shown, by each stream's packet id, in ticks of 1/90,000 s.
pub fn begins(segment: &[u8]) -> BTreeMap<u16, u64> {
    let mut found = BTreeMap::new();
    for packet in segment.chunks_exact(PACKET) {
        if let Some(at) = timestamps(packet).first() {
            found.entry(pid(packet)).or_insert_with(|| timestamp(&packet[*at..]));
        }
    }
    found
}

fn pid(packet: &[u8]) -> u16 {
    u16::from_be_bytes([packet[1] & 0x1F, packet[2]])
}

fn has_payload(packet: &[u8]) -> bool {
    packet[3] & 0x10 != 0
}

fn has_adaptation(packet: &[u8]) -> bool {
    packet[3] & 0x20 != 0
}

/// Where the clock reference stands, if there is one.
fn clock_reference(packet: &[u8]) -> Option<usize> {
    (has_adaptation(packet) && packet[4] >= 7 && packet[5] & 0x10 != 0).then_some(6)
}

/// Where the timestamps of the frame stand that begins in this packet: of its showing, then of its decoding.
fn timestamps(packet: &[u8]) -> Vec<usize> {
    let begins_frame = packet[1] & 0x40 != 0;
    let at = if has_adaptation(packet) { 5 + usize::from(packet[4]) } else { 4 };
    let Some(frame) = packet.get(at..).filter(|_| begins_frame && has_payload(packet)) else { return vec![] };
    // Tables have no such begin, and of all that has, only media has these flags.
    if frame.len() < 19 || !frame.starts_with(&[0, 0, 1]) || frame[6] & 0xC0 != 0x80 {
        return vec![];
    }
    match frame[7] >> 6 {
        0b10 => vec![at + 9],
        0b11 => vec![at + 9, at + 14],
        _ => vec![],
    }
}

/// Three, fifteen and fifteen bits, each with a marker behind it.
fn timestamp(at: &[u8]) -> u64 {
    let [a, b, c, d, e] = [at[0], at[1], at[2], at[3], at[4]].map(u64::from);
    ((a >> 1) & 0x07) << 30 | b << 22 | (c >> 1) << 15 | d << 7 | e >> 1
}

fn write_timestamp(at: &mut [u8], time: u64) {
    let low = |bits: u64| u8::try_from(bits & 0xFF).unwrap_or_default();
    at[0] = (at[0] & 0xF1) | low((time >> 30) << 1) & 0x0E;
    at[1] = low(time >> 22);
    at[2] = low((time >> 15) << 1) | 1;
    at[3] = low(time >> 7);
    at[4] = low(time << 1) | 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packet that carries a frame's begin, shown and decoded at these times, with a clock reference.
    fn packet(id: u16, count: u8, shown: u64, decoded: u64, clock: u64) -> Vec<u8> {
        let [high, low] = id.to_be_bytes();
        let mut bytes = vec![SYNC, 0x40 | high, low, 0x30 | count, 7, 0x10];
        bytes.extend(u32::try_from(clock >> 1).unwrap().to_be_bytes());
        bytes.extend([u8::from(clock & 1 == 1) << 7 | 0x7E, 0x2A]);
        bytes.extend([0, 0, 1, 0xE0, 0, 0, 0x80, 0xC0, 10]);
        let mut times = [0x31, 0, 1, 0, 1, 0x11, 0, 1, 0, 1];
        write_timestamp(&mut times, shown);
        write_timestamp(&mut times[5..], decoded);
        bytes.extend(times);
        bytes.resize(PACKET, 0xAA);
        bytes
    }

    #[test]
    fn times_and_counts_are_moved_and_nothing_else() {
        for (shown, by) in [(0, 0), (90_000, 360_000), (WRAP - 1, 5), (0x1_2345_6789, 0x0_1357_9BDF), (7, WRAP - 7)] {
            let (decoded, clock) = (shown.saturating_sub(9_000), shown.saturating_sub(63_000));
            let mut counters = Counters::default();
            moved(&packet(0x100, 9, 1, 1, 1), 0, &mut counters);
            let at = |by: u64, time: u64| (time + by) % WRAP;
            let expected = packet(0x100, 1, at(by, shown), at(by, decoded), at(by, clock));
            assert_eq!(moved(&packet(0x100, 5, shown, decoded, clock), by, &mut counters), expected);
        }
    }

    #[test]
    fn what_is_decoded_later_is_cut_off_in_each_stream() {
        let rest = |id: u16| {
            let mut bytes = packet(id, 0, 0, 0, 0);
            bytes[1] &= 0xBF;
            bytes
        };
        let segment = [
            packet(0x100, 0, 100, 90, 0),
            packet(0x101, 0, 95, 95, 0),
            rest(0x100),
            packet(0x100, 0, 110, 100, 0),
            rest(0x101),
            rest(0x100),
        ];
        let kept = [segment[0].clone(), segment[1].clone(), segment[2].clone(), segment[4].clone()];
        assert_eq!(cut(&segment.concat(), 100), kept.concat());
        assert_eq!(begins(&segment.concat()), BTreeMap::from([(0x100, 100), (0x101, 95)]));
    }
}
