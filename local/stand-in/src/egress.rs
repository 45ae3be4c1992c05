//! Egress: what records a participant. Its life is played, and told by its webhooks; what it uploads is the same for all.

use livekit_protocol as proto;
use proto::participant_info::{Kind, State as Connection};
use proto::{DisconnectReason, EgressInfo, EgressStatus, ParticipantInfo, ParticipantPermission};

use crate::event::Event;
use crate::ids;
use crate::redact::redacted;
use crate::state::{Egress, EgressEnd, EgressFault, State, Upload};
use crate::tape::{End, Tape};
use crate::twirp_error::TwirpError;

/// Length of a segment, in nanoseconds.
const SEGMENT_NANOS: i64 = 4_000_000_000;
/// Bytes of a segment that goes nowhere, near enough.
const SEGMENT_BYTES: i64 = 1_500_000;
/// Nanoseconds of a millisecond.
const MILLI: i64 = 1_000_000;

impl State {
    /// `StartParticipantEgress`: the room must be there. A worker takes it, joins, and records at once.
    pub fn start_egress(&mut self, request: &proto::ParticipantEgressRequest) -> Result<EgressInfo, TwirpError> {
        let room_id = match self.rooms.get(&request.room_name) {
            Some(room) => room.info().sid,
            None => return Err(TwirpError::new("not_found", "requested room does not exist")),
        };
        let nanos = self.nanos();
        let info = EgressInfo {
            egress_id: ids::id("EG_"),
            room_id,
            room_name: request.room_name.clone(),
            status: EgressStatus::EgressStarting.into(),
            updated_at: nanos,
            request: Some(proto::egress_info::Request::Participant(redacted(request))),
            ..Default::default()
        };
        let recorder = recorder(&info.egress_id, self.now);
        let (sid, identity) = (recorder.sid.clone(), request.identity.clone());
        self.tell_egress("egress_started", &info);
        self.admit(&request.room_name, &recorder);
        let tape = Tape::of(request);
        self.egresses.push(Egress { info: info.clone(), identity, sid, dead_at: None, tape, ending: None });
        let at = self.egresses.len() - 1;
        match self.egress_faults.pop_front() {
            Some(EgressFault::Waits) => {}
            Some(EgressFault::LongSegment) => {
                if let Some(tape) = &mut self.egresses[at].tape {
                    tape.has_long_segment = true;
                }
                self.record(at);
            }
            Some(EgressFault::Fails) => {
                self.record(at);
                self.end_egress(at, EgressStatus::EgressFailed, "End reason: Failure");
            }
            None => self.record(at),
        }
        Ok(info)
    }

    /// `ListEgress`: of a room or an id, or those that go on.
    pub fn list_egress(&self, request: &proto::ListEgressRequest) -> proto::ListEgressResponse {
        let wanted = |egress: &&Egress| {
            (request.room_name.is_empty() || request.room_name == egress.info.room_name)
                && (request.egress_id.is_empty() || request.egress_id == egress.info.egress_id)
                && (!request.active || egress.is_active())
        };
        let items = self.egresses.iter().filter(wanted).map(|egress| egress.info.clone()).collect();
        proto::ListEgressResponse { items, next_page_token: None }
    }

    /// `StopEgress`: one that is over refuses; one whose worker is dead has nobody to answer, and the server waits in vain.
    pub fn stop_egress(&mut self, request: &proto::StopEgressRequest) -> Result<EgressInfo, TwirpError> {
        let at = self.egresses.iter().position(|egress| egress.info.egress_id == request.egress_id);
        let at = at.ok_or_else(|| TwirpError::new("not_found", "egress does not exist"))?;
        if !self.egresses[at].is_active() || self.egresses[at].ending.is_some() {
            let status = self.egresses[at].info.status().as_str_name();
            return Err(TwirpError::new(
                "failed_precondition",
                &format!("egress with status {status} cannot be stopped"),
            ));
        }
        if self.egresses[at].dead_at.is_some() {
            return Err(TwirpError::new("deadline_exceeded", "request timed out"));
        }
        let waited = self.egresses[at].info.status == i32::from(EgressStatus::EgressStarting);
        let (status, why) = if waited {
            (EgressStatus::EgressAborted, "Stop called before pipeline could start")
        } else {
            (EgressStatus::EgressComplete, "End reason: StopEgress API")
        };
        self.end_egress(at, status, why);
        Ok(self.egresses[at].info.clone())
    }

    /// Whom it records left: it ends by itself.
    pub fn source_left(&mut self, room: &str, identity: &str) {
        let is_ending = |egress: &Egress| {
            let is_its = egress.info.room_name == room && egress.identity == identity;
            is_its && egress.is_active() && egress.dead_at.is_none() && egress.ending.is_none()
        };
        let ending: Vec<usize> = (0..self.egresses.len()).filter(|at| is_ending(&self.egresses[*at])).collect();
        for at in ending {
            let recorded = self.egresses[at].info.started_at > 0;
            let status = if recorded { EgressStatus::EgressComplete } else { EgressStatus::EgressAborted };
            self.end_egress(at, status, "End reason: Source closed");
        }
    }

    /// The worker of every egress of a room dies: nothing is told, and they are listed as they are. What was uploaded by then
    /// stays.
    pub fn kill_recorder(&mut self, room: &str) -> bool {
        let (now, mut sids) = (self.now, vec![]);
        for egress in &mut self.egresses {
            if egress.info.room_name == room && egress.is_active() && egress.dead_at.is_none() {
                egress.dead_at = Some(now);
                sids.push(egress.sid.clone());
            }
        }
        for sid in &sids {
            self.put_out(room, sid, DisconnectReason::ConnectionTimeout);
        }
        !sids.is_empty()
    }

    /// Every egress of a room ends by itself; `false` where none records.
    pub fn end_recorder(&mut self, room: &str, how: EgressEnd) -> bool {
        let is_at_it = |egress: &Egress| {
            let records = egress.info.status == i32::from(EgressStatus::EgressActive);
            egress.info.room_name == room && records && egress.dead_at.is_none()
        };
        let ending: Vec<usize> = (0..self.egresses.len()).filter(|at| is_at_it(&self.egresses[*at])).collect();
        let (status, why) = match how {
            EgressEnd::Fails => (EgressStatus::EgressFailed, "End reason: Failure"),
            EgressEnd::ReachesLimit => (EgressStatus::EgressLimitReached, "End reason: Session limit reached"),
        };
        for at in &ending {
            self.end_egress(*at, status, why);
        }
        !ending.is_empty()
    }

    /// From now on nothing that the room's egresses upload is taken; `false` where none records.
    pub fn refuse_uploads(&mut self, room: &str) -> bool {
        let of_room = self.egresses.iter_mut().filter(|egress| egress.info.room_name == room && egress.is_active());
        let tapes: Vec<&mut Tape> = of_room.filter_map(|egress| egress.tape.as_mut()).collect();
        let is_any = !tapes.is_empty();
        tapes.into_iter().for_each(|tape| tape.is_refused = true);
        is_any
    }

    /// What is to be uploaded by now, and was not taken before; with nothing in it for egresses that wait for their end alone.
    pub fn take_uploads(&mut self) -> Vec<Upload> {
        let now = self.now;
        let mut taken = vec![];
        for egress in self.egresses.iter_mut().filter(|egress| egress.info.started_at > 0 && egress.is_active()) {
            let end = match &egress.ending {
                None => End::No,
                Some((EgressStatus::EgressFailed, _)) => End::BrokenOff,
                Some(_) => End::Orderly,
            };
            let Some(tape) = &mut egress.tape else { continue };
            let (began, ended) = (egress.info.started_at / MILLI, egress.info.ended_at / MILLI);
            let until = egress.dead_at.unwrap_or(if end == End::No { now } else { ended });
            let end = if egress.dead_at.is_some() { End::BrokenOff } else { end };
            let batch = tape.take(began, until, end);
            let waits_for_end = egress.ending.is_some() && egress.dead_at.is_none();
            if waits_for_end || !batch.segments.is_empty() || !batch.rest.is_empty() {
                let (egress_id, place) = (egress.info.egress_id.clone(), tape.upload.clone());
                taken.push(Upload { egress_id, place, batch, is_refused: tape.is_refused });
            }
        }
        taken
    }

    /// What became of what was taken. An egress that cannot upload fails.
    pub fn uploaded(&mut self, egress_id: &str, outcome: Result<(), String>) {
        let Some(at) = self.egresses.iter().position(|egress| egress.info.egress_id == egress_id) else { return };
        if self.egresses[at].dead_at.is_some() {
            return;
        }
        if outcome.is_ok()
            && let Some(tape) = &mut self.egresses[at].tape
        {
            tape.arrived();
        }
        if let Err(why) = outcome {
            let nanos = self.nanos();
            let egress = &mut self.egresses[at];
            egress.info.error = format!("upload failed: {why}");
            if egress.info.ended_at == 0 {
                egress.info.ended_at = nanos;
            }
            egress.ending = Some((EgressStatus::EgressFailed, "End reason: Failure".to_owned()));
            let (room, sid) = (egress.info.room_name.clone(), egress.sid.clone());
            self.put_out(&room, &sid, DisconnectReason::ClientInitiated);
        }
        if let Some((status, why)) = self.egresses[at].ending.take() {
            self.conclude(at, status, &why);
        }
    }

    fn record(&mut self, at: usize) {
        let nanos = self.nanos();
        let info = &mut self.egresses[at].info;
        info.status = EgressStatus::EgressActive.into();
        info.started_at = nanos;
        info.updated_at = nanos;
        info.segment_results = vec![proto::SegmentsInfo { started_at: nanos, ..Default::default() }];
        let info = info.clone();
        self.tell_egress("egress_updated", &info);
    }

    /// Ends an egress: at once, or when what it recorded is uploaded.
    fn end_egress(&mut self, at: usize, status: EgressStatus, why: &str) {
        let nanos = self.nanos();
        let egress = &mut self.egresses[at];
        let (sid, room) = (egress.sid.clone(), egress.info.room_name.clone());
        egress.info.ended_at = nanos;
        let has_uploads = egress.tape.is_some() && egress.info.started_at > 0;
        if has_uploads {
            egress.info.status = EgressStatus::EgressEnding.into();
            egress.info.updated_at = nanos;
            egress.ending = Some((status, why.to_owned()));
            let info = egress.info.clone();
            self.put_out(&room, &sid, DisconnectReason::ClientInitiated);
            self.tell_egress("egress_updated", &info);
        } else {
            self.put_out(&room, &sid, DisconnectReason::ClientInitiated);
            self.conclude(at, status, why);
        }
    }

    /// Nothing is left to be done: it is over.
    fn conclude(&mut self, at: usize, status: EgressStatus, why: &str) {
        let nanos = self.nanos();
        let Egress { info, tape, .. } = &mut self.egresses[at];
        info.status = status.into();
        info.updated_at = nanos;
        why.clone_into(&mut info.details);
        if info.started_at > 0 {
            let (began, ended) = (info.started_at, info.ended_at);
            let of_tape = tape.as_ref().map(|tape| tape.result(began, ended));
            info.segment_results = vec![of_tape.unwrap_or_else(|| result(began, ended))];
            info.image_results.extend(tape.as_ref().and_then(|tape| tape.images(began, ended)));
        } else {
            // Egress tells when its worker began, though nothing came of it.
            info.started_at = nanos;
            info.segment_results =
                vec![proto::SegmentsInfo { started_at: nanos, ended_at: nanos, ..Default::default() }];
        }
        let info = info.clone();
        self.tell_egress("egress_ended", &info);
    }

    fn tell_egress(&mut self, event: &str, info: &EgressInfo) {
        self.emit(Event::egress(event, info, self.now));
    }
}

/// What would have been uploaded by then.
fn result(started_at: i64, ended_at: i64) -> proto::SegmentsInfo {
    let duration = ended_at - started_at;
    let segment_count = (duration + SEGMENT_NANOS - 1) / SEGMENT_NANOS;
    proto::SegmentsInfo {
        duration,
        segment_count,
        size: segment_count * SEGMENT_BYTES,
        started_at,
        ended_at,
        ..Default::default()
    }
}

/// What stands in the room for an egress: hidden, and called like it.
fn recorder(egress_id: &str, now: i64) -> ParticipantInfo {
    ParticipantInfo {
        sid: ids::id("PA_"),
        identity: egress_id.to_owned(),
        state: Connection::Active.into(),
        joined_at: now / 1_000,
        joined_at_ms: now,
        version: 2,
        permission: Some(ParticipantPermission { can_subscribe: true, hidden: true, ..Default::default() }),
        kind: Kind::Egress.into(),
        ..Default::default()
    }
}
