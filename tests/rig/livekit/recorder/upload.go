package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func (r *recording) uploadSegments(list io.Reader) {
	defer r.uploads.Done()
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		if err := r.uploadSegment(lines.Text()); err != nil {
			r.fail(err)
			break
		}
	}
	// ffmpeg is not to wait for a reader.
	_, _ = io.Copy(io.Discard, list)
}

// uploadSegment takes a line `name,begins,ends` of ffmpeg's list, in seconds.
func (r *recording) uploadSegment(line string) error {
	parts := strings.Split(line, ",")
	if len(parts) != 3 {
		return fmt.Errorf("ffmpeg lists %q", line)
	}
	begins, err := strconv.ParseFloat(parts[1], 64)
	if err != nil {
		return err
	}
	ends, err := strconv.ParseFloat(parts[2], 64)
	if err != nil {
		return err
	}
	name := filepath.Base(parts[0])
	body, err := os.ReadFile(filepath.Join(r.folder, name))
	if err != nil {
		return err
	}
	if err := put(r.egress.segments.GetS3(), r.place(name), body, "video/mp2t"); err != nil {
		return err
	}
	log.Printf("%s: %s, %d bytes, %.3f to %.3f s", r.egress.info.EgressId, name, len(body), begins, ends)
	r.lock.Lock()
	defer r.lock.Unlock()
	r.size += int64(len(body))
	r.segments = append(r.segments, segment{name: name, lasts: seconds(ends - begins), begins: r.began.Add(seconds(begins))})
	if !isDue(len(r.segments), r.seconds) {
		return r.putPlaylist(r.egress.segments.LivePlaylistName, livePlaylist(r.segments, r.seconds, false))
	}
	return r.putPlaylists(false)
}

func (r *recording) putPlaylists(isEnded bool) error {
	if err := r.putPlaylist(r.egress.segments.PlaylistName, eventPlaylist(r.segments, r.seconds, isEnded)); err != nil {
		return err
	}
	return r.putPlaylist(r.egress.segments.LivePlaylistName, livePlaylist(r.segments, r.seconds, isEnded))
}

func (r *recording) putPlaylist(name, text string) error {
	if name == "" {
		return nil
	}
	return put(r.egress.segments.GetS3(), r.place(name), []byte(text), "application/x-mpegurl")
}

// uploadPictures uploads each that ffmpeg has put in the place of the one before.
func (r *recording) uploadPictures() {
	defer r.uploads.Done()
	var shown time.Time
	for isOver := false; !isOver; {
		select {
		case <-r.done:
			isOver = true
		case <-time.After(200 * time.Millisecond):
		}
		at, err := os.Stat(r.picturePath())
		if err != nil || at.ModTime().Equal(shown) {
			continue
		}
		body, err := os.ReadFile(r.picturePath())
		if err != nil {
			continue
		}
		if err := put(r.egress.picture.GetS3(), r.egress.picture.FilenamePrefix+".jpeg", body, "image/jpeg"); err != nil {
			r.fail(err)
			return
		}
		shown = at.ModTime()
		r.pictures++
	}
}

func (r *recording) picturePath() string {
	return filepath.Join(r.folder, "picture.jpeg")
}

// place is where an object of the run stands: beside what the prefix names.
func (r *recording) place(name string) string {
	return path.Join(path.Dir(r.egress.segments.FilenamePrefix), name)
}

func seconds(of float64) time.Duration {
	return time.Duration(of * float64(time.Second))
}
