package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/livekit/protocol/livekit"
)

// blankBytes is more than the black pictures of 2 by 2 have that LiveKit ends a track with, and less than any other.
const blankBytes = 16

// recording cuts frames into segments by an ffmpeg of its own, and uploads them.
type recording struct {
	egress   *egress
	hasVideo bool
	hasAudio bool
	seconds  uint32
	folder   string

	// began is when the first frame came; nothing is recorded before.
	began time.Time
	ended time.Time
	asked time.Time
	cuts  int
	film  matroska
	// described is what came before the next key frame.
	described []byte

	encoder  *exec.Cmd
	stdin    io.WriteCloser
	uploads  sync.WaitGroup
	segments []segment
	size     int64
	pictures int64
	done     chan struct{}
	failure  error
	lock     sync.Mutex
}

func newRecording(e *egress, tracks []*track) (*recording, error) {
	folder, err := os.MkdirTemp("", "rig-recorder-")
	if err != nil {
		return nil, err
	}
	to := &recording{egress: e, folder: folder, seconds: e.segments.SegmentDuration, done: make(chan struct{})}
	if to.seconds == 0 {
		to.seconds = 4
	}
	for _, one := range tracks {
		if one.isVideo && !one.isH264() {
			return nil, errors.New("the rig's recorder copies H.264 only")
		}
		to.hasVideo = to.hasVideo || one.isVideo
		to.hasAudio = to.hasAudio || !one.isVideo
	}
	return to, nil
}

// write takes a frame. The first is a key frame, if there is a picture at all; sound before it is dropped.
func (r *recording) write(next frame) {
	isKey, found := !next.isVideo, map[byte][]byte{}
	if next.isVideo {
		found = units(next.data)
		isKey = found[unitPicture] != nil
		if found[unitPicture] == nil && found[unitSPS] != nil {
			// What describes a key frame comes before it, as a frame of its own.
			r.described = next.data
			return
		}
		if isKey && len(found[unitPicture]) < blankBytes {
			return
		}
		if isKey && found[unitSPS] == nil {
			next.data = append(bytes.Clone(r.described), next.data...)
			found = units(next.data)
		}
	}
	if r.began.IsZero() {
		isFirst := !r.hasVideo || next.isVideo && isKey && found[unitSPS] != nil && found[unitPPS] != nil
		if !isFirst {
			r.askKey(next)
			return
		}
		if err := r.start(found[unitSPS], found[unitPPS]); err != nil {
			r.fail(err)
			return
		}
		r.began = next.at
	}
	at := next.at.Sub(r.began)
	if at < 0 {
		return
	}
	r.ended = next.at
	number := byte(audioTrack)
	if next.isVideo {
		number = videoTrack
		// ffmpeg cuts at the first key frame after each so many seconds.
		due := time.Duration(r.cuts+1) * time.Duration(r.seconds) * time.Second
		switch {
		case at >= due && isKey:
			r.cuts = int(at.Seconds() / float64(r.seconds))
		case at >= due:
			r.askKey(next)
		}
	}
	if err := r.film.write(number, at, isKey, next.data); err != nil {
		r.fail(fmt.Errorf("ffmpeg: %w", err))
	}
}

func (r *recording) askKey(of frame) {
	if of.isVideo && time.Since(r.asked) > asksAgain {
		r.asked = time.Now()
		of.askKey()
	}
}

// fail ends the egress for a reason of its own.
func (r *recording) fail(err error) {
	r.lock.Lock()
	isFirst := r.failure == nil
	if isFirst {
		r.failure = err
	}
	r.lock.Unlock()
	if isFirst {
		go r.egress.end("Failure")
	}
}

// start runs ffmpeg: segments into the folder, and a line on its output for each that is whole.
func (r *recording) start(sps, pps []byte) error {
	prefix := path.Base(r.egress.segments.FilenamePrefix)
	words := []string{
		"-hide_banner", "-loglevel", "warning", "-nostats",
		"-analyzeduration", "500000", "-fpsprobesize", "0", "-f", "matroska", "-i", "pipe:0",
		"-map", "0", "-c:v", "copy", "-c:a", "aac", "-b:a", "128k",
		"-f", "segment", "-segment_time", strconv.Itoa(int(r.seconds)), "-segment_format", "mpegts",
		"-segment_list", "pipe:1", "-segment_list_type", "csv", filepath.Join(r.folder, prefix+"_%05d.ts"),
	}
	if picture := r.egress.picture; picture != nil && r.hasVideo {
		every := picture.CaptureInterval
		if every == 0 {
			every = 10
		}
		filter := fmt.Sprintf("select='isnan(prev_selected_t)+gte(t-prev_selected_t,%d)'", every)
		if picture.Width > 0 && picture.Height > 0 {
			filter += fmt.Sprintf(",scale=%d:%d", picture.Width, picture.Height)
		}
		words = append(words, "-map", "0:v", "-vf", filter, "-fps_mode", "passthrough", "-threads", "1",
			"-update", "1", "-atomic_writing", "1", "-f", "image2", r.picturePath())
	}
	r.encoder = exec.Command("ffmpeg", words...)
	r.encoder.Stderr = os.Stderr
	// It goes with the recorder, however that goes.
	r.encoder.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var err error
	if r.stdin, err = r.encoder.StdinPipe(); err != nil {
		return err
	}
	stdout, err := r.encoder.StdoutPipe()
	if err != nil {
		return err
	}
	if err := r.encoder.Start(); err != nil {
		return err
	}
	r.uploads.Add(2)
	go r.uploadSegments(stdout)
	go r.uploadPictures()
	r.film.to = r.stdin
	return r.film.start(sps, pps, r.hasAudio)
}

// finish ends it in order: what ffmpeg has is cut, uploaded, and said to be all.
func (r *recording) finish() error {
	defer os.RemoveAll(r.folder)
	if r.encoder == nil {
		return r.failure
	}
	// Where it has failed, there is nothing to close.
	_ = r.stdin.Close()
	close(r.done)
	r.uploads.Wait()
	if err := r.encoder.Wait(); err != nil {
		r.fail(fmt.Errorf("ffmpeg: %w", err))
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.failure != nil {
		return r.failure
	}
	return r.putPlaylists(true)
}

// result is what egress tells at the end.
func (r *recording) result() *livekit.SegmentsInfo {
	r.lock.Lock()
	defer r.lock.Unlock()
	where := func(name string) string {
		return r.egress.segments.GetS3().Endpoint + "/" + r.egress.segments.GetS3().Bucket + "/" + r.place(name)
	}
	return &livekit.SegmentsInfo{
		PlaylistName:         r.place(r.egress.segments.PlaylistName),
		LivePlaylistName:     r.place(r.egress.segments.LivePlaylistName),
		PlaylistLocation:     where(r.egress.segments.PlaylistName),
		LivePlaylistLocation: where(r.egress.segments.LivePlaylistName),
		Duration:             r.ended.Sub(r.began).Nanoseconds(),
		Size:                 r.size,
		SegmentCount:         int64(len(r.segments)),
		StartedAt:            r.began.UnixNano(),
		EndedAt:              r.ended.UnixNano(),
	}
}
