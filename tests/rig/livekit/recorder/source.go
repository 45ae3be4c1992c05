package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/livekit/server-sdk-go/v2/pkg/samplebuilder"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

const (
	// waitsForTracks is how long the second track may come after the first.
	waitsForTracks = 3 * time.Second
	// asksAgain is between two requests for one key frame.
	asksAgain = 500 * time.Millisecond
	videoLate = 500
	audioLate = 100
)

// source is the participant that is recorded, in its room.
type source struct {
	room   *lksdk.Room
	found  chan *track
	waits  time.Duration
	wanted string
}

// track is one of its tracks, as it comes in.
type track struct {
	remote  *webrtc.TrackRemote
	isVideo bool
	askKey  func()
}

// join enters the room as the hidden participant that egresses are. What ends the source ends the egress.
func join(e *egress, waits time.Duration) (*source, error) {
	from := &source{found: make(chan *track, 8), waits: waits, wanted: e.request.Identity}
	callback := lksdk.NewRoomCallback()
	callback.OnDisconnected = func() { e.end("Source closed") }
	callback.OnParticipantDisconnected = func(who *lksdk.RemoteParticipant) {
		if who.Identity() == from.wanted {
			e.end("Source closed")
		}
	}
	callback.OnTrackPublished = func(publication *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
		from.subscribe(publication, who)
	}
	callback.OnTrackSubscribed = func(remote *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
		isVideo := remote.Kind() == webrtc.RTPCodecTypeVideo
		from.found <- &track{remote: remote, isVideo: isVideo, askKey: func() { who.WritePLI(remote.SSRC()) }}
	}
	token, err := token(e)
	if err != nil {
		return nil, err
	}
	from.room = lksdk.NewRoom(callback)
	if err := from.room.JoinWithToken(e.worker.conf.WsURL, token, lksdk.WithAutoSubscribe(false)); err != nil {
		return nil, fmt.Errorf("could not join: %w", err)
	}
	return from, nil
}

// token is of the kind that egress makes for itself.
func token(e *egress) (string, error) {
	yes, no := true, false
	grant := &auth.VideoGrant{
		RoomJoin: true, Room: e.request.RoomName, Hidden: true, Recorder: true,
		CanSubscribe: &yes, CanPublish: &no, CanPublishData: &no,
	}
	made := auth.NewAccessToken(e.worker.conf.APIKey, e.worker.conf.APISecret).SetVideoGrant(grant)
	return made.SetIdentity(e.info.EgressId).SetKind(livekit.ParticipantInfo_EGRESS).SetValidFor(24 * time.Hour).ToJWT()
}

func (s *source) leave() {
	s.room.Disconnect()
}

// subscribe asks for what egress takes by identity: camera and microphone.
func (s *source) subscribe(publication *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
	isWanted := publication.Source() == livekit.TrackSource_CAMERA || publication.Source() == livekit.TrackSource_MICROPHONE
	if who.Identity() == s.wanted && isWanted {
		// One that cannot be had does not come, and is not waited for.
		_ = publication.SetSubscribed(true)
	}
}

// tracks waits for what is to be recorded; nil where the egress ends before.
func (s *source) tracks(ending <-chan struct{}) ([]*track, error) {
	var tracks []*track
	until := time.After(s.waits)
	for len(tracks) < 2 {
		select {
		case <-ending:
			return nil, nil
		case <-until:
			if len(tracks) == 0 {
				return nil, errors.New("participant not found")
			}
			return tracks, nil
		case one := <-s.found:
			tracks = append(tracks, one)
			until = time.After(waitsForTracks)
		}
	}
	return tracks, nil
}

// feed hands over what comes until the egress or the tracks end; first is called when something was recorded.
func (s *source) feed(tracks []*track, to *recording, first func(), ending <-chan struct{}) {
	frames := make(chan frame, 256)
	var reading sync.WaitGroup
	for _, one := range tracks {
		reading.Add(1)
		go func() {
			defer reading.Done()
			one.read(frames, ending)
		}()
	}
	go func() {
		reading.Wait()
		close(frames)
	}()
	for {
		select {
		case <-ending:
			return
		case next, isMore := <-frames:
			if !isMore {
				// The tracks are gone, as when whom it records is replaced; that they left is told next.
				<-ending
				return
			}
			had := !to.began.IsZero()
			to.write(next)
			if !had && !to.began.IsZero() {
				first()
			}
		}
	}
}

// frame is one picture, or some sound.
type frame struct {
	isVideo bool
	// at is when it is to be shown, on the machine's clock.
	at   time.Time
	data []byte
	// askKey has the source send a key frame.
	askKey func()
}

// read puts frames together from packets. Its clock is the track's own, from the arrival of its first frame on.
func (t *track) read(frames chan<- frame, ending <-chan struct{}) {
	rate := t.remote.Codec().ClockRate
	var builder *samplebuilder.SampleBuilder
	var depacketizer rtp.Depacketizer = &codecs.OpusPacket{}
	late := uint16(audioLate)
	if t.isVideo {
		depacketizer, late = &codecs.H264Packet{IsAVC: true}, videoLate
	}
	builder = samplebuilder.New(late, depacketizer, rate, samplebuilder.WithPacketDroppedHandler(t.askKey))
	var at time.Time
	var last uint32
	var padding uint16
	for {
		packet, _, err := t.remote.ReadRTP()
		if err != nil {
			return
		}
		if len(packet.Payload) == 0 {
			// Padding, by which the server measures the way. It is counted as packets are, and would be missed.
			padding++
			continue
		}
		packet.SequenceNumber -= padding
		builder.Push(packet)
		for {
			sample, stamp := builder.PopWithTimestamp()
			if sample == nil {
				break
			}
			if at.IsZero() {
				at = time.Now()
			} else {
				at = at.Add(time.Duration(int32(stamp-last)) * time.Second / time.Duration(rate))
			}
			last = stamp
			select {
			case <-ending:
				return
			case frames <- frame{isVideo: t.isVideo, at: at, data: sample.Data, askKey: t.askKey}:
			}
		}
	}
}

// isH264 tells whether a video track can be copied.
func (t *track) isH264() bool {
	return strings.EqualFold(t.remote.Codec().MimeType, webrtc.MimeTypeH264)
}
