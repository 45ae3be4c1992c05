"""A viewer of a LiveKit room, for tests: takes part as a person's player would and reports as JSON lines on stdout.

    viewer.py URL TOKEN [--try-publish] [--no-video] [--for SECONDS]

Commands on stdin, one a line: `chat TEXT` sends data, `publish` tries to publish a picture, `quality LOW` (MEDIUM, HIGH)
asks for that layer of the picture, `leave` leaves.
It ends when told to, when stdin closes (unless --for is given), after --for seconds, or when the room puts it out.
Exit code 0: had joined; 3: could not join (the `refused` line says why).
"""

import argparse
import asyncio
import json
import logging
import sys
import time

from livekit import rtc

STARTED = time.monotonic()
PUBLISH_SECONDS = 3
"""A server that refuses a track stays silent; one that permits it answers in a tenth of this."""


def report(event, **facts):
    """One line: the event, milliseconds since the start, and what it was."""
    ms = round((time.monotonic() - STARTED) * 1000)
    print(json.dumps({"event": event, "ms": ms, **facts}), flush=True)


def permissions(participant):
    """The permissions that decide what a viewer may do."""
    have = participant.permissions
    return {
        "can_publish": have.can_publish,
        "can_publish_data": have.can_publish_data,
        "can_subscribe": have.can_subscribe,
        "hidden": have.hidden,
    }


async def stdin():
    """Its lines, as they come."""
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().rstrip("\n"):
        yield line


class Viewer:
    """One connection to one room. Of several in one process, each names itself in its lines, as `who`."""

    def __init__(self, options, who=None):
        self.options = options
        self.whose = {} if who is None else {"who": who}
        self.room = rtc.Room()
        self.gone = asyncio.Event()
        self.frames = 0
        self.tasks = set()

    def report(self, event, **facts):
        """A line of this viewer's."""
        report(event, **self.whose, **facts)

    def spawn(self, work):
        """Keeps a reference: asyncio alone would let the task be collected."""
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def listen(self):
        """Reports what the room does, from before the join."""
        room = self.room
        room.on("room_metadata_changed", lambda _, new: self.report("metadata", metadata=new))
        room.on("participant_permissions_changed", self.on_permissions)
        room.on("data_received", self.on_data)
        room.on("participant_connected", lambda who: self.report("arrived", identity=who.identity))
        room.on("participant_disconnected", lambda who: self.report("departed", identity=who.identity))
        room.on("track_subscribed", self.on_track)
        room.on("reconnecting", lambda: self.report("reconnecting"))
        room.on("reconnected", lambda: self.report("reconnected"))
        room.on("disconnected", self.on_disconnected)

    def on_permissions(self, participant, _):
        if participant.identity == self.room.local_participant.identity:
            self.report("permissions", **permissions(participant))

    def on_data(self, packet):
        sender = packet.participant.identity if packet.participant else None
        self.report("data", sender=sender, topic=packet.topic, text=packet.data.decode(errors="replace"))

    def on_track(self, track, publication, participant):
        self.report("track", kind=rtc.TrackKind.Name(publication.kind), identity=participant.identity)
        if track.kind == rtc.TrackKind.KIND_VIDEO and not self.options.no_video:
            self.spawn(self.watch(track))

    def on_disconnected(self, reason):
        self.report("disconnected", reason=rtc.DisconnectReason.Name(reason))
        self.gone.set()

    async def watch(self, track):
        """Counts decoded frames; the first of each track, and of each size after it, is reported by itself."""
        before = None
        async for shown in rtc.VideoStream(track, capacity=1):
            self.frames += 1
            size = (shown.frame.width, shown.frame.height)
            if size != before:
                self.report("size" if before else "first_frame", width=size[0], height=size[1])
                before = size

    async def count(self):
        """Every second: the frames of that second, and all of them."""
        before = 0
        while True:
            await asyncio.sleep(1)
            self.report("frames", second=self.frames - before, total=self.frames)
            before = self.frames

    async def publish(self):
        """Tries to publish a picture, as somebody would who misuses a viewer's token."""
        source = rtc.VideoSource(160, 90)
        track = rtc.LocalVideoTrack.create_video_track("attempt", source)
        try:
            await asyncio.wait_for(self.room.local_participant.publish_track(track), PUBLISH_SECONDS)
            self.report("publish", accepted=True)
        except asyncio.TimeoutError:
            self.report("publish", accepted=False, reason=f"no answer in {PUBLISH_SECONDS} s")
        except Exception as refused:
            self.report("publish", accepted=False, reason=str(refused))

    async def chat(self, text):
        """Sends data. `sent` is what this client was told; whether it arrives, another viewer reports as `data`."""
        allowed = self.room.local_participant.permissions.can_publish_data
        try:
            await self.room.local_participant.publish_data(text, topic="chat")
            self.report("chat", text=text, sent=True, allowed=allowed)
        except Exception as refused:
            self.report("chat", text=text, sent=False, allowed=allowed, reason=str(refused))

    def quality(self, name):
        """Asks for one layer of every picture there is."""
        wanted = rtc.VideoQuality.Value(f"VIDEO_QUALITY_{name}")
        for participant in self.room.remote_participants.values():
            for publication in participant.track_publications.values():
                if publication.kind == rtc.TrackKind.KIND_VIDEO and publication.simulcasted:
                    publication.set_video_quality(wanted)
                    self.report("quality", asked=name)

    async def obey(self, line):
        """Carries out one command."""
        word, _, rest = line.partition(" ")
        if word == "chat":
            await self.chat(rest)
        elif word == "publish":
            await self.publish()
        elif word == "quality":
            self.quality(rest)
        elif word == "leave":
            self.gone.set()
        else:
            self.report("unknown", command=line)

    async def listen_to_stdin(self):
        """Carries out the lines of stdin; its end is the viewer's."""
        async for line in stdin():
            await self.obey(line)
            if self.gone.is_set():
                break
        self.gone.set()

    async def join(self, auto_subscribe=True):
        """Comes in. Returns whether it was let in."""
        self.listen()
        try:
            await self.room.connect(self.options.url, self.options.token, rtc.RoomOptions(auto_subscribe=auto_subscribe))
        except rtc.ConnectError as refused:
            self.report("refused", reason=str(refused).replace(self.options.token, "<token>"))
            return False
        me = self.room.local_participant
        self.report("joined", room=self.room.name, identity=me.identity, metadata=self.room.metadata, **permissions(me))
        return True

    async def run(self):
        """Joins, watches, leaves."""
        if not await self.join():
            return 3
        self.spawn(self.count())
        if self.options.try_publish:
            self.spawn(self.publish())
        if self.options.seconds is None:
            self.spawn(self.listen_to_stdin())
        try:
            await asyncio.wait_for(self.gone.wait(), self.options.seconds)
        except asyncio.TimeoutError:
            pass
        await self.room.disconnect()
        return 0


def options():
    """The command line."""
    parser = argparse.ArgumentParser(description="A viewer of a LiveKit room, for tests")
    parser.add_argument("url")
    parser.add_argument("token")
    parser.add_argument("--try-publish", action="store_true", help="try to publish a picture at once after joining")
    parser.add_argument("--no-video", action="store_true", help="decode nothing: a cheap witness of data and metadata")
    parser.add_argument("--for", dest="seconds", type=float, help="leave after so many seconds; stdin is not read")
    return parser.parse_args()


def silence():
    """The SDK's own log would name the token."""
    logging.getLogger("livekit").setLevel(logging.CRITICAL)


async def main():
    """The room belongs to the event loop it is made in."""
    silence()
    return await Viewer(options()).run()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
