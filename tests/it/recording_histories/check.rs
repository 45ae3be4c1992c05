//! What must be so of every history: at any time, and at its end.

use std::collections::{BTreeMap, BTreeSet};

use domain::recording::manifest::Playlist;
use domain::recording::{VodState, vod_place};

use super::Play;

/// Two egresses record one creator no longer, in seconds.
const TWICE_SECS: i64 = 180;
/// A Vod is not PROCESSING for longer, in seconds.
const PROCESSING_SECS: i64 = 600;

impl Play {
    /// Nothing records for long what is not sent, and nobody is recorded twice.
    pub(super) fn look_at_egresses(&mut self) {
        let (now, livekit) = (self.world.clock().now(), self.world.livekit());
        let egresses = livekit.egresses();
        for creator in &mut self.creators {
            let goes_on = |status: &str| matches!(status, "EGRESS_STARTING" | "EGRESS_ACTIVE" | "EGRESS_ENDING");
            let of_room = egresses.iter().filter(|of| of.room == creator.id.as_str());
            let there: Vec<_> = of_room.filter(|of| !of.is_dead && goes_on(&of.status)).collect();
            let is_live = livekit.room(creator.id.as_str()).is_some_and(|room| room.is_live);
            creator.over_since = if is_live { None } else { creator.over_since.or(Some(now)) };
            if let (Some(since), false) = (creator.over_since, there.is_empty()) {
                let ran_on = now.millis_since(since) / 1_000;
                self.figures.ran_on = self.figures.ran_on.max(ran_on);
                assert!(ran_on <= self.may_run_on, "it runs {ran_on} s after its push: {there:?}");
            }
            let recording = there.iter().filter(|of| of.status == "EGRESS_ACTIVE").count();
            creator.twice_since = if recording > 1 { creator.twice_since.or(Some(now)) } else { None };
            let twice = creator.twice_since.map_or(0, |since| now.millis_since(since) / 1_000);
            assert!(twice <= TWICE_SECS, "two record one for {twice} s: {there:?}");
        }
    }

    /// No Vod is unfinished for long after its broadcast. Returns whether all are over.
    pub(super) async fn look_at_vods(&mut self) -> bool {
        let now = self.now();
        let mut are_over = true;
        for vod_id in self.asked_for().keys() {
            let vod = self.world.app().store.vod(vod_id).await.unwrap().expect("a Vod of what is recorded");
            are_over &= vod.state.is_over();
            let Some(ended) = vod.ended_at.filter(|_| vod.state == VodState::Processing) else { continue };
            let processing = now.millis_since(ended) / 1_000;
            self.figures.processing = self.figures.processing.max(processing);
            assert!(processing <= PROCESSING_SECS, "PROCESSING for {processing} s: {vod:?}");
        }
        are_over
    }

    /// Each segment that was uploaded is in one Vod, once, and is there; one run an egress, and one egress a run.
    pub(super) async fn look_at_the_end(&mut self) {
        let livekit = self.world.livekit();
        let goes_on: Vec<_> =
            livekit.egresses().into_iter().filter(|of| !of.is_dead && of.status == "EGRESS_ACTIVE").collect();
        assert!(goes_on.is_empty(), "{goes_on:?}");
        let objects = self.world.objects().list_all("v/").await.unwrap();
        let uploaded: BTreeSet<String> =
            objects.into_iter().map(|object| object.key).filter(|key| key.ends_with(".ts")).collect();
        let mut shown: BTreeMap<String, usize> = BTreeMap::new();
        for (vod_id, asked) in self.asked_for() {
            let recording = self.world.app().store.recording(&vod_id).await.unwrap();
            let vod = recording.vod.expect("a Vod of what is recorded");
            for key in &asked {
                let same = |of: &domain::recording::RunKey| of == key;
                assert_eq!(asked.iter().filter(|of| same(of)).count(), 1, "two egresses upload to one place: {key:?}");
                assert_eq!(recording.runs.iter().filter(|run| same(&run.key())).count(), 1, "{key:?}");
            }
            assert!(recording.runs.iter().all(|run| run.state.is_over()), "{:?}", recording.runs);
            self.figures.runs += recording.runs.len();
            let place = vod_place(&vod_id, "");
            let segments = uploaded.iter().filter(|key| key.starts_with(&place)).count();
            assert_eq!(vod.segments as usize, segments, "{vod:?} {:?}", recording.runs);
            if segments == 0 {
                assert_eq!(vod.state, VodState::Failed, "{vod:?}");
                self.figures.failed += 1;
                continue;
            }
            assert_eq!(vod.state, VodState::Ready, "{vod:?}");
            self.figures.ready += 1;
            let text =
                self.world.objects().get(&vod_place(&vod_id, "index.m3u8")).await.unwrap().expect("its playlist");
            let playlist = Playlist::parse(std::str::from_utf8(&text).unwrap()).unwrap();
            assert!(playlist.is_ended);
            assert_eq!(playlist.duration_millis(), vod.duration_millis);
            for segment in playlist.segments {
                *shown.entry(format!("{place}{}", segment.name)).or_default() += 1;
            }
        }
        self.figures.segments += uploaded.len();
        let once: BTreeSet<String> =
            shown.iter().filter(|(_, times)| **times == 1).map(|(key, _)| key.clone()).collect();
        assert_eq!(shown.len(), once.len(), "some are shown twice");
        assert_eq!(once, uploaded);
    }
}
