package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/protocol/utils"
	"github.com/livekit/psrpc"
	"google.golang.org/protobuf/proto"
)

// waitsForSource is how long an egress waits for whom it is to record.
const waitsForSource = 30 * time.Second

// egress is one recording, from the request to the last upload.
type egress struct {
	worker   *worker
	request  *livekit.ParticipantEgressRequest
	segments *livekit.SegmentedFileOutput
	picture  *livekit.ImageOutput
	handler  rpc.EgressHandlerServer

	lock    sync.Mutex
	info    *livekit.EgressInfo
	ending  chan struct{}
	endOnce sync.Once
	over    chan struct{}
}

func newEgress(w *worker, req *rpc.StartEgressRequest) (*egress, error) {
	asked := req.GetParticipant()
	if asked == nil {
		return nil, errors.New("the rig's recorder records participants only")
	}
	if len(asked.SegmentOutputs) != 1 || len(asked.FileOutputs)+len(asked.StreamOutputs) > 0 || len(asked.ImageOutputs) > 1 {
		return nil, errors.New("the rig's recorder has one segments output and at most one of pictures")
	}
	request := proto.Clone(asked).(*livekit.ParticipantEgressRequest)
	one := &egress{
		worker:   w,
		request:  request,
		segments: request.SegmentOutputs[0],
		ending:   make(chan struct{}),
		over:     make(chan struct{}),
	}
	if one.segments.GetS3() == nil {
		return nil, errors.New("the rig's recorder uploads to S3 only")
	}
	if len(request.ImageOutputs) == 1 {
		one.picture = request.ImageOutputs[0]
		if one.picture.GetS3() == nil || one.picture.FilenameSuffix != livekit.ImageFileSuffix_IMAGE_SUFFIX_NONE_OVERWRITE {
			return nil, errors.New("the rig's recorder overwrites its picture, in S3")
		}
	}
	// What is told of it holds no keys.
	told := proto.Clone(asked).(*livekit.ParticipantEgressRequest)
	redact(told.SegmentOutputs[0].GetS3())
	for _, pictures := range told.ImageOutputs {
		redact(pictures.GetS3())
	}
	one.info = &livekit.EgressInfo{
		EgressId:       req.EgressId,
		RoomId:         req.RoomId,
		RoomName:       asked.RoomName,
		SourceType:     livekit.EgressSourceType_EGRESS_SOURCE_TYPE_SDK,
		Status:         livekit.EgressStatus_EGRESS_STARTING,
		UpdatedAt:      time.Now().UnixNano(),
		Request:        &livekit.EgressInfo_Participant{Participant: told},
		SegmentResults: []*livekit.SegmentsInfo{{PlaylistName: one.segments.PlaylistName, LivePlaylistName: one.segments.LivePlaylistName}},
	}
	if one.picture != nil {
		one.info.ImageResults = []*livekit.ImagesInfo{{FilenamePrefix: one.picture.FilenamePrefix}}
	}
	return one, nil
}

// begin answers for the egress from now on, and records.
func (e *egress) begin() error {
	handler, err := rpc.NewEgressHandlerServer(e, e.worker.bus)
	if err != nil {
		return err
	}
	e.handler = handler
	if err := handler.RegisterStopEgressTopic(e.info.EgressId); err != nil {
		return err
	}
	if err := handler.RegisterUpdateStreamTopic(e.info.EgressId); err != nil {
		return err
	}
	go func() {
		defer close(e.over)
		defer e.worker.forget(e.info.EgressId)
		e.record()
		handler.Shutdown()
	}()
	return nil
}

// StopEgress ends it in order. The answer is the egress as it is then.
func (e *egress) StopEgress(context.Context, *livekit.StopEgressRequest) (*livekit.EgressInfo, error) {
	e.end("StopEgress API")
	return e.copy(), nil
}

// UpdateStream is of streams, which this one has none of.
func (e *egress) UpdateStream(context.Context, *livekit.UpdateStreamRequest) (*livekit.EgressInfo, error) {
	return nil, psrpc.NewErrorf(psrpc.InvalidArgument, "cannot update a non-streaming pipeline")
}

// end ends it once, for a reason; the recording sees to the rest.
func (e *egress) end(why string) {
	e.endOnce.Do(func() {
		e.lock.Lock()
		e.info.Details = "End reason: " + why
		isRecording := e.info.Status == livekit.EgressStatus_EGRESS_ACTIVE
		e.lock.Unlock()
		if isRecording {
			e.update(livekit.EgressStatus_EGRESS_ENDING, func(*livekit.EgressInfo) {})
		}
		close(e.ending)
	})
}

// record is the whole life of it.
func (e *egress) record() {
	began := time.Now()
	e.lock.Lock()
	// Of the worker, not of the media: segment results have that.
	e.info.StartedAt = began.UnixNano()
	e.lock.Unlock()
	var shown *recording
	source, err := join(e, waitsForSource)
	if err == nil {
		defer source.leave()
		shown, err = e.tape(source)
	}
	ended := time.Now().UnixNano()
	final := livekit.EgressStatus_EGRESS_COMPLETE
	switch {
	case err != nil:
		final = livekit.EgressStatus_EGRESS_FAILED
	case shown == nil:
		final = livekit.EgressStatus_EGRESS_ABORTED
	}
	e.update(final, func(info *livekit.EgressInfo) {
		info.EndedAt = ended
		if err != nil {
			failed(info, err)
		} else if shown == nil {
			info.Error = "Stop called before pipeline could start"
			info.ErrorCode = 412
		}
		if shown != nil {
			info.SegmentResults[0] = shown.result()
			for _, images := range info.ImageResults {
				images.ImageCount, images.StartedAt, images.EndedAt = shown.pictures, shown.began.UnixNano(), ended
			}
		}
	})
}

// tape records a source until it or somebody ends it; nil where nothing came of it.
func (e *egress) tape(from *source) (*recording, error) {
	tracks, err := from.tracks(e.ending)
	if err != nil || tracks == nil {
		return nil, err
	}
	to, err := newRecording(e, tracks)
	if err != nil {
		return nil, err
	}
	first := func() {
		e.update(livekit.EgressStatus_EGRESS_ACTIVE, func(info *livekit.EgressInfo) {
			info.SegmentResults[0].StartedAt = to.began.UnixNano()
		})
	}
	from.feed(tracks, to, first, e.ending)
	err = to.finish()
	if to.began.IsZero() && err == nil {
		return nil, nil
	}
	return to, err
}

// redact leaves of keys that there are some, as egress does.
func redact(upload *livekit.S3Upload) {
	upload.AccessKey = utils.Redact(upload.AccessKey, "{access_key}")
	upload.Secret = utils.Redact(upload.Secret, "{secret}")
	upload.AssumeRoleExternalId = utils.Redact(upload.AssumeRoleExternalId, "{external_id}")
	// As egress has it: by the external id, so that a token by itself is left out.
	upload.SessionToken = utils.Redact(upload.AssumeRoleExternalId, "{session_token}")
}
