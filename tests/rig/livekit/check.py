"""Proves the rig by itself, with nothing of the product.

    tests/rig/livekit/up -- $(tests/rig/media/setup) tests/rig/livekit/check.py [--browser]

Listens for webhooks, creates an ingress, pushes by RTMP and by WHIP, watches both, and expects what LiveKit is known
to do. The RTMP push is recorded, and watched by Chromium with `--browser`.
"""

import asyncio
import functools
import json
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from livekit import api

RIG = Path(__file__).resolve().parents[1]
MEDIA = RIG / "media"
URL = os.environ["LIVEKIT_URL"]
STARTED = time.monotonic()


def say(text):
    """A step and when it was done."""
    print(f"{time.monotonic() - STARTED:6.2f} s  {text}", flush=True)


class Hooks:
    """The webhooks received so far, and a way to wait for the next that fits."""

    def __init__(self):
        self.seen = []
        self.news = asyncio.Condition()

    async def receive(self, request):
        body = (await request.read()).decode()
        event = api.WebhookReceiver(api.TokenVerifier()).receive(body, request.headers["Authorization"])
        async with self.news:
            self.seen.append(event)
            self.news.notify_all()
        told = event.egress_info.egress_id or event.participant.identity or event.ingress_info.state.resource_id
        say(f"  webhook {event.event} {told}")
        return web.Response()

    async def expect(self, name, room, resource=None, seconds=60):
        """The first event of this name and room, and of this publish where one is given.

        A push that the busy worker refused has an `ingress_ended` of its own, without a start.
        """

        def fits(event):
            publish = event.ingress_info.state.resource_id
            rooms = (event.room.name, event.ingress_info.room_name)
            return event.event == name and room in rooms and resource in (None, publish)

        def found():
            return next(filter(fits, self.seen), None)

        async with self.news:
            await asyncio.wait_for(self.news.wait_for(found), seconds)
            return found()

    async def expect_egress(self, egress_id, status, seconds=60):
        """The first telling of an egress that stands there."""

        def found():
            told = (event.egress_info for event in self.seen if event.egress_info.egress_id == egress_id)
            return next((info for info in told if info.status == status), None)

        async with self.news:
            await asyncio.wait_for(self.news.wait_for(found), seconds)
            return found()


class Bucket:
    """An S3 that takes whatever is put, by whomever."""

    def __init__(self):
        self.objects = {}

    async def put(self, request):
        self.objects[request.match_info["key"]] = await request.read()
        return web.Response()


async def program(*words):
    """A program of the rig, its stdin and stdout in our hands."""
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*map(str, words), stdin=pipe, stdout=pipe)


async def until(viewer, event, seconds=30, never=None, **facts):
    """Reads a viewer's lines up to the event with these facts; the text `never` must not come before it."""

    async def read():
        async for line in viewer.stdout:
            got = json.loads(line)
            assert never is None or got.get("text") != never, f"{never!r} arrived"
            if got["event"] == event and facts.items() <= got.items():
                say(f"  viewer {line.decode().strip()}")
                return got
        raise AssertionError(f"the viewer ended before {event}")

    return await asyncio.wait_for(read(), seconds)


async def end(process):
    """Ends a program in order, unless it has ended."""
    if process.returncode is None:
        process.terminate()
    await process.wait()


def token(room, identity):
    """A viewer's token: watches and chats, publishes nothing."""
    grants = api.VideoGrants(room_join=True, room=room, can_publish=False, can_publish_data=True, can_subscribe=True)
    return api.AccessToken().with_identity(identity).with_grants(grants).to_jwt()


async def chatting(livekit, room, viewer, may):
    """Gives or takes the viewer's right to send data, and waits until the viewer knows."""
    rights = api.ParticipantPermission(can_subscribe=True, can_publish_data=may)
    wanted = api.UpdateParticipantRequest(room=room, identity="viewer", permission=rights)
    await livekit.room.update_participant(wanted)
    await until(viewer, "permissions", can_publish_data=may)


async def watched(room, browser):
    """A viewer joins, sees the picture, may not publish, may chat until that is taken away, and is put out."""
    viewer = await program(sys.executable, MEDIA / "viewer.py", URL, token(room, "viewer"), "--try-publish")
    witness = await program(sys.executable, MEDIA / "viewer.py", URL, token(room, "witness"), "--no-video")
    try:
        await until(witness, "joined")
        await until(viewer, "first_frame")
        await until(viewer, "publish", accepted=False)
        viewer.stdin.write(b"chat hello\n")
        await until(witness, "data", text="hello", sender="viewer")
        if browser:
            watch = await program("node", RIG / "browser/watch.mjs", "room", URL, token(room, "browser"))
            said = await asyncio.wait_for(watch.stdout.read(), 60)
            say(f"  browser {said.decode().strip()}")
            assert await watch.wait() == 0, "Chromium did not play the stream"
        async with api.LiveKitAPI() as livekit:
            await chatting(livekit, room, viewer, False)
            viewer.stdin.write(b"chat unheard\n")
            await until(viewer, "chat", text="unheard", allowed=False)
            await chatting(livekit, room, viewer, True)
            viewer.stdin.write(b"chat heard\n")
            # A sender's data arrive in order, so the refused text would have come first.
            await until(witness, "data", text="heard", never="unheard")
            await livekit.room.remove_participant(api.RoomParticipantIdentity(room=room, identity="viewer"))
        await until(viewer, "disconnected", reason="PARTICIPANT_REMOVED")
    finally:
        await end(viewer)
        await end(witness)


async def recorded(hooks, bucket, endpoint, room):
    """The recorder is asked for the room's host, records for two segments, and is stopped: what it tells is uploaded."""
    keys = {"access_key": "an id", "secret": "a secret", "bucket": "rig", "endpoint": endpoint, "force_path_style": True}
    segments = api.SegmentedFileOutput(
        filename_prefix="run/s",
        playlist_name="event.m3u8",
        live_playlist_name="live.m3u8",
        segment_duration=4,
        s3=api.S3Upload(**keys),
    )
    wanted = api.ParticipantEgressRequest(room_name=room, identity="host", segment_outputs=[segments])
    async with api.LiveKitAPI() as livekit:
        egress = (await livekit.egress.start_participant_egress(wanted)).egress_id
        told = (await hooks.expect_egress(egress, api.EgressStatus.EGRESS_ACTIVE)).participant.segment_outputs[0]
        assert (told.filename_prefix, told.s3.access_key, told.s3.secret) == ("run/s", "{access_key}", "{secret}"), told
        while b"s_00001.ts" not in bucket.objects.get("run/event.m3u8", b""):
            await asyncio.sleep(0.2)
        await livekit.egress.stop_egress(api.StopEgressRequest(egress_id=egress))
    info = await hooks.expect_egress(egress, api.EgressStatus.EGRESS_COMPLETE)
    (result,) = info.segment_results
    assert info.started_at <= result.started_at < info.ended_at, "the worker begins, then its media"
    playlist = bucket.objects["run/event.m3u8"].decode()
    listed = [line for line in playlist.splitlines() if not line.startswith("#")]
    assert playlist.rstrip().endswith("#EXT-X-ENDLIST") and result.segment_count == len(listed) >= 2, playlist
    missing = [name for name in listed if f"run/{name}" not in bucket.objects]
    assert not missing, f"told, and not uploaded: {missing}"
    say(f"recorder: {len(listed)} segments, all as expected")


async def stream(hooks, kind, encoder, browser=False, beside=None):
    """One ingress: created, pushed to, watched, stopped."""
    room = f"rig_{kind.lower()}"
    async with api.LiveKitAPI() as livekit:
        way_in = getattr(api.IngressInput, f"{kind}_INPUT")
        wanted = api.CreateIngressRequest(input_type=way_in, name=room, room_name=room, participant_identity="host")
        ingress = await livekit.ingress.create_ingress(wanted)
        say(f"{kind} ingress created")
        pushing = await program(*encoder, ingress.url, ingress.stream_key)
        try:
            started = await hooks.expect("ingress_started", room)
            await hooks.expect("track_published", room)
            await watched(room, browser)
            if beside:
                await asyncio.wait_for(beside(room), 60)
        finally:
            await end(pushing)
        await hooks.expect("ingress_ended", room, started.ingress_info.state.resource_id)
        await livekit.ingress.delete_ingress(api.DeleteIngressRequest(ingress_id=ingress.ingress_id))
    say(f"{kind}: all as expected")


async def check():
    """The webhook listener and both ways in."""
    hooks = Hooks()
    where = urlsplit(os.environ["RIG_WEBHOOK_URL"])
    bucket = Bucket()
    listener = web.Application(client_max_size=100_000_000)
    listener.router.add_post(where.path, hooks.receive)
    listener.router.add_put("/rig/{key:.+}", bucket.put)
    runner = web.AppRunner(listener)
    await runner.setup()
    await web.TCPSite(runner, where.hostname, where.port).start()
    endpoint = f"http://{where.hostname}:{where.port}"
    recording = functools.partial(recorded, hooks, bucket, endpoint)
    await stream(hooks, "RTMP", [MEDIA / "push.sh"], "--browser" in sys.argv, recording)
    await stream(hooks, "WHIP", [sys.executable, MEDIA / "whip.py"])
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(check())
