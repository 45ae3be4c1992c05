package main

import (
	"context"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"google.golang.org/protobuf/proto"
)

// worker answers what livekit-server asks of all workers.
type worker struct {
	conf config
	bus  psrpc.MessageBus
	io   rpc.IOInfoClient

	lock     sync.Mutex
	egresses map[string]*egress
}

// StartEgress takes a request and answers with what is known then: that it starts.
func (w *worker) StartEgress(ctx context.Context, req *rpc.StartEgressRequest) (*livekit.EgressInfo, error) {
	made, err := newEgress(w, req)
	if err != nil {
		return nil, psrpc.NewError(psrpc.InvalidArgument, err)
	}
	w.lock.Lock()
	_, isKnown := w.egresses[req.EgressId]
	if !isKnown {
		w.egresses[req.EgressId] = made
	}
	w.lock.Unlock()
	if isKnown {
		return nil, psrpc.NewErrorf(psrpc.AlreadyExists, "egress already exists")
	}
	answer := made.copy()
	log.Printf("%s: asked for, room %s", req.EgressId, answer.RoomName)
	if _, err := w.io.CreateEgress(ctx, answer); err != nil {
		w.forget(req.EgressId)
		return nil, err
	}
	if err := made.begin(); err != nil {
		w.forget(req.EgressId)
		return nil, err
	}
	return answer, nil
}

// StartEgressAffinity says how gladly: egress prefers workers that record already.
func (w *worker) StartEgressAffinity(context.Context, *rpc.StartEgressRequest) float32 {
	w.lock.Lock()
	defer w.lock.Unlock()
	if len(w.egresses) == 0 {
		return 0.5
	}
	return 1
}

// ListActiveEgress tells which egresses are at work here.
func (w *worker) ListActiveEgress(context.Context, *rpc.ListActiveEgressRequest) (*rpc.ListActiveEgressResponse, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	answer := &rpc.ListActiveEgressResponse{}
	for id := range w.egresses {
		answer.EgressIds = append(answer.EgressIds, id)
	}
	return answer, nil
}

func (w *worker) forget(id string) {
	w.lock.Lock()
	defer w.lock.Unlock()
	delete(w.egresses, id)
}

func (w *worker) endAll() {
	w.lock.Lock()
	all := make([]*egress, 0, len(w.egresses))
	for _, one := range w.egresses {
		all = append(all, one)
	}
	w.lock.Unlock()
	for _, one := range all {
		one.end("Process killed")
		<-one.over
	}
}

// tell has livekit-server note the state of an egress, and send the webhook that follows of it.
func (w *worker) tell(info *livekit.EgressInfo) {
	for try := 0; try < 5; try++ {
		_, err := w.io.UpdateEgress(context.Background(), info)
		if err == nil {
			return
		}
		log.Printf("%s: could not tell %s: %v", info.EgressId, info.Status, err)
		time.Sleep(time.Second)
	}
}

// copy is the egress as it is now, to be sent: it goes on changing.
func (e *egress) copy() *livekit.EgressInfo {
	e.lock.Lock()
	defer e.lock.Unlock()
	return proto.Clone(e.info).(*livekit.EgressInfo)
}

// update changes what is told of an egress, and tells it.
func (e *egress) update(status livekit.EgressStatus, change func(*livekit.EgressInfo)) {
	e.lock.Lock()
	e.info.Status = status
	e.info.UpdatedAt = time.Now().UnixNano()
	change(e.info)
	told := proto.Clone(e.info).(*livekit.EgressInfo)
	e.lock.Unlock()
	log.Printf("%s: %s %s %s", told.EgressId, told.Status, told.Details, told.Error)
	e.worker.tell(told)
}

func failed(info *livekit.EgressInfo, err error) {
	info.Error = err.Error()
	info.ErrorCode = http.StatusInternalServerError
	info.Details = "End reason: Failure"
}
