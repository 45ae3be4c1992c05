package main

import (
	"fmt"
	"strings"
	"time"
)

// liveSegments is how many the live playlist has.
const liveSegments = 5

// segment is one that was uploaded.
type segment struct {
	name   string
	lasts  time.Duration
	begins time.Time
}

// eventPlaylist has all segments, livePlaylist the last ones. Both say the length that was asked for, not the longest.
func eventPlaylist(segments []segment, seconds uint32, isEnded bool) string {
	return playlist("#EXT-X-PLAYLIST-TYPE:EVENT\n", 0, segments, seconds, isEnded)
}

func livePlaylist(segments []segment, seconds uint32, isEnded bool) string {
	first := max(0, len(segments)-liveSegments)
	return playlist("", first, segments[first:], seconds, isEnded)
}

func playlist(kind string, first int, segments []segment, seconds uint32, isEnded bool) string {
	var text strings.Builder
	fmt.Fprintf(&text, "#EXTM3U\n#EXT-X-VERSION:4\n%s#EXT-X-ALLOW-CACHE:NO\n", kind)
	fmt.Fprintf(&text, "#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%d\n", seconds, first)
	for _, one := range segments {
		// As many digits of a second as it has, three at most.
		begins := one.begins.UTC().Format("2006-01-02T15:04:05.999Z07:00")
		fmt.Fprintf(&text, "#EXT-X-PROGRAM-DATE-TIME:%s\n#EXTINF:%.3f,\n%s\n", begins, one.lasts.Seconds(), one.name)
	}
	if isEnded {
		text.WriteString("#EXT-X-ENDLIST\n")
	}
	return text.String()
}

// isDue tells whether the long playlist is uploaded after so many segments: each time at first, then less often.
func isDue(count int, seconds uint32) bool {
	anHour := 3600 / int(seconds)
	return count < anHour || count%max(1, min(count/anHour, anHour/60)) == 0
}
