package main

import (
	"encoding/binary"
	"io"
	"math"
	"time"
)

// Matroska carries H.264, Opus and their times to ffmpeg through one pipe. Sizes of the segment and its clusters are left
// open, as nobody knows them yet.

const (
	videoTrack = 1
	audioTrack = 2
	// clusterLasts is less than a block's 16 bits of milliseconds can tell.
	clusterLasts = time.Second
)

// matroska writes frames with their times.
type matroska struct {
	to      io.Writer
	cluster time.Duration
	isOpen  bool
}

// start writes what comes before all frames. sps and pps describe the picture; none where there is none.
func (m *matroska) start(sps, pps []byte, hasAudio bool) error {
	var tracks []byte
	if sps != nil {
		width, height := 16, 16 // Of the stream itself, which is what ffmpeg goes by.
		tracks = append(tracks, element(0xAE, join2(
			number(0xD7, videoTrack), number(0x73C5, videoTrack), number(0x83, 1), number(0x9C, 0),
			element(0x86, []byte("V_MPEG4/ISO/AVC")), element(0x63A2, avcConfiguration(sps, pps)),
			element(0xE0, join2(number(0xB0, uint64(width)), number(0xBA, uint64(height)))),
		))...)
	}
	if hasAudio {
		tracks = append(tracks, element(0xAE, join2(
			number(0xD7, audioTrack), number(0x73C5, audioTrack), number(0x83, 2), number(0x9C, 0),
			element(0x86, []byte("A_OPUS")), element(0x63A2, opusHead()),
			element(0xE1, join2(real64(0xB5, 48_000), number(0x9F, 2))),
		))...)
	}
	header := element(0x1A45DFA3, join2(
		number(0x4286, 1), number(0x42F7, 1), number(0x42F2, 4), number(0x42F3, 8),
		element(0x4282, []byte("matroska")), number(0x4287, 4), number(0x4285, 2),
	))
	info := element(0x1549A966, join2(
		number(0x2AD7B1, 1_000_000), element(0x4D80, []byte("rig")), element(0x5741, []byte("rig")),
	))
	_, err := m.to.Write(join2(header, open(0x18538067), info, element(0x1654AE6B, tracks)))
	return err
}

// write adds a frame at its time from the beginning.
func (m *matroska) write(track byte, at time.Duration, isKey bool, data []byte) error {
	var block []byte
	if since := at - m.cluster; !m.isOpen || since < -clusterLasts || since > clusterLasts {
		m.cluster, m.isOpen = max(at, 0), true
		block = join2(open(0x1F43B675), number(0xE7, uint64(m.cluster.Milliseconds())))
	}
	flags := byte(0)
	if isKey {
		flags = 0x80
	}
	since := int16((at - m.cluster).Milliseconds())
	head := []byte{0x80 | track, byte(since >> 8), byte(since), flags}
	_, err := m.to.Write(join2(block, element(0xA3, join2(head, data))))
	return err
}

func join2(parts ...[]byte) []byte {
	var whole []byte
	for _, part := range parts {
		whole = append(whole, part...)
	}
	return whole
}

// id is written as it is: its length is in it.
func id(of uint32) []byte {
	whole := binary.BigEndian.AppendUint32(nil, of)
	for whole[0] == 0 {
		whole = whole[1:]
	}
	return whole
}

func open(of uint32) []byte {
	return join2(id(of), []byte{0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})
}

func element(of uint32, data []byte) []byte {
	size := binary.BigEndian.AppendUint64(nil, 1<<56|uint64(len(data)))
	return join2(id(of), size, data)
}

func number(of uint32, value uint64) []byte {
	return element(of, binary.BigEndian.AppendUint64(nil, value))
}

func real64(of uint32, value float64) []byte {
	return element(of, binary.BigEndian.AppendUint64(nil, math.Float64bits(value)))
}

// avcConfiguration is what MP4 and Matroska tell of H.264 beforehand; lengths have four bytes.
func avcConfiguration(sps, pps []byte) []byte {
	head := []byte{1, sps[1], sps[2], sps[3], 0xFF, 0xE1}
	return join2(head, sized(sps), []byte{1}, sized(pps))
}

func sized(unit []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(unit))), unit...)
}

func opusHead() []byte {
	return join2([]byte("OpusHead"), []byte{1, 2, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0})
}

const (
	unitPicture = 5 // A key frame's.
	unitSPS     = 7
	unitPPS     = 8
)

// units are the parts of a picture by their kind, of a frame whose parts have their lengths before them.
func units(data []byte) map[byte][]byte {
	found := map[byte][]byte{}
	for len(data) > 4 {
		size := int(binary.BigEndian.Uint32(data))
		data = data[4:]
		if size == 0 || size > len(data) {
			break
		}
		found[data[0]&0x1F] = data[:size]
		data = data[size:]
	}
	return found
}
