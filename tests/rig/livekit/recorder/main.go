// The recorder of the rig: it answers livekit-server's egress calls over Redis as LiveKit's own egress worker does, which
// needs GStreamer and Chrome. It joins the room as the hidden participant that an egress is, takes the tracks of the one
// whom it records, and uploads real segments, playlists and pictures in egress's names and rhythm.
//
// What it does not carry of egress: every request but StartParticipantEgress with one segments output to S3, index names
// and at most one picture output that overwrites itself; encoding (H.264 is copied as the room has it, so width, height,
// frame rate and bit rate of the request are not looked at; Opus becomes AAC); tracks that come after the recording has
// begun; screen shares; a change of the picture's size; manifests, further webhooks, storage of its own, session limits,
// metrics, admission by CPU, a process for each egress. A key frame is asked for at the end of each segment, as nobody
// encodes here; segments are as long as the room's key frames let them be.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"github.com/redis/go-redis/v9"
)

// config is egress's own file, as far as it is used here.
type config struct {
	APIKey    string `json:"api_key"`
	APISecret string `json:"api_secret"`
	WsURL     string `json:"ws_url"`
	Redis     struct {
		Address string `json:"address"`
	} `json:"redis"`
}

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	if len(os.Args) != 3 || os.Args[1] != "--config" {
		log.Fatal("usage: recorder --config FILE")
	}
	if err := run(os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func run(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var conf config
	if err := json.Unmarshal(text, &conf); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	bus := psrpc.NewRedisMessageBus(redis.NewClient(&redis.Options{Addr: conf.Redis.Address}))
	io, err := rpc.NewIOInfoClient(bus, psrpc.WithClientTimeout(5*time.Second))
	if err != nil {
		return err
	}
	service := &worker{conf: conf, bus: bus, io: io, egresses: map[string]*egress{}}
	server, err := rpc.NewEgressInternalServer(service, bus)
	if err != nil {
		return err
	}
	// The topic is a cluster's name, which a worker on its own has not.
	if err := server.RegisterStartEgressTopic(""); err != nil {
		return err
	}
	if err := server.RegisterListActiveEgressTopic(""); err != nil {
		return err
	}
	// The rig waits for this line.
	fmt.Println("ready")
	asked, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	<-asked.Done()
	server.Shutdown()
	service.endAll()
	return nil
}
