//! Egress: what records a participant. Nothing is recorded here: its life is played, and told by its webhooks.

use livekit_protocol as proto;
use proto::participant_info::{Kind, State as Connection};
use proto::{DisconnectReason, EgressInfo, EgressStatus, ParticipantInfo, ParticipantPermission};

use crate::event::Event;
use crate::ids;
use crate::state::{Egress, EgressFault, State};
use crate::twirp_error::TwirpError;

/// Length of a segment, in nanoseconds.
const SEGMENT_NANOS: i64 = 4_000_000_000;
/// Bytes of a segment, near enough.
const SEGMENT_BYTES: i64 = 1_500_000;

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
        self.egresses.push(Egress { info: info.clone(), identity, sid, is_dead: false });
        let at = self.egresses.len() - 1;
        match self.egress_faults.pop_front() {
            Some(EgressFault::Waits) => {}
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
        if !self.egresses[at].is_active() {
            return Err(TwirpError::new("failed_precondition", "egress with status EGRESS_COMPLETE cannot be stopped"));
        }
        if self.egresses[at].is_dead {
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
        let of_source = |egress: &Egress| egress.info.room_name == room && egress.identity == identity;
        let ending: Vec<usize> = (0..self.egresses.len())
            .filter(|at| {
                of_source(&self.egresses[*at]) && self.egresses[*at].is_active() && !self.egresses[*at].is_dead
            })
            .collect();
        for at in ending {
            let recorded = self.egresses[at].info.started_at > 0;
            let status = if recorded { EgressStatus::EgressComplete } else { EgressStatus::EgressAborted };
            self.end_egress(at, status, "End reason: Source closed");
        }
    }

    /// The worker of every egress of a room dies: nothing is told, and they are listed as they are.
    pub fn kill_recorder(&mut self, room: &str) -> bool {
        let mut sids = vec![];
        for egress in &mut self.egresses {
            if egress.info.room_name == room && egress.is_active() {
                egress.is_dead = true;
                sids.push(egress.sid.clone());
            }
        }
        for sid in &sids {
            self.put_out(room, sid, DisconnectReason::ConnectionTimeout);
        }
        !sids.is_empty()
    }

    fn record(&mut self, at: usize) {
        let nanos = self.nanos();
        let info = &mut self.egresses[at].info;
        info.status = EgressStatus::EgressActive.into();
        info.started_at = nanos;
        info.updated_at = nanos;
        let info = info.clone();
        self.tell_egress("egress_updated", &info);
    }

    fn end_egress(&mut self, at: usize, status: EgressStatus, why: &str) {
        let nanos = self.nanos();
        let egress = &mut self.egresses[at];
        let (sid, info) = (egress.sid.clone(), &mut egress.info);
        info.status = status.into();
        info.ended_at = nanos;
        info.updated_at = nanos;
        why.clone_into(&mut info.details);
        if info.started_at > 0 {
            info.segment_results = vec![result(info, nanos)];
        }
        let info = info.clone();
        self.put_out(&info.room_name, &sid, DisconnectReason::ClientInitiated);
        self.tell_egress("egress_ended", &info);
    }

    fn tell_egress(&mut self, event: &str, info: &EgressInfo) {
        self.emit(Event::egress(event, info, self.now));
    }
}

/// What was uploaded by then.
fn result(info: &EgressInfo, ended_at: i64) -> proto::SegmentsInfo {
    let duration = ended_at - info.started_at;
    let segment_count = (duration + SEGMENT_NANOS - 1) / SEGMENT_NANOS;
    proto::SegmentsInfo {
        duration,
        segment_count,
        size: segment_count * SEGMENT_BYTES,
        started_at: info.started_at,
        ended_at,
        ..Default::default()
    }
}

/// The request as LiveKit tells of it: without what lets somebody upload.
fn redacted(request: &proto::ParticipantEgressRequest) -> proto::ParticipantEgressRequest {
    let mut request = request.clone();
    for output in &mut request.segment_outputs {
        if let Some(proto::segmented_file_output::Output::S3(upload)) = &mut output.output {
            for secret in [&mut upload.access_key, &mut upload.secret, &mut upload.session_token] {
                if !secret.is_empty() {
                    "{redacted}".clone_into(secret);
                }
            }
        }
    }
    request
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
