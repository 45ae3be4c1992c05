"""A WHIP encoder for tests: publishes a moving picture and a tone until it is ended.

    whip.py URL STREAM_KEY [--for SECONDS]

SIGTERM ends the session in order (DELETE of the WHIP resource); SIGKILL is the encoder that vanishes.
A refused publish is tried again for 60 s, as an encoder that reconnects would. Exit code 1: it stayed refused.
"""

import argparse
import asyncio
import contextlib
import fractions
import math
import signal
import struct
import sys
import time
from urllib.parse import urljoin

import aiohttp
import av
import numpy
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack

TRY_SECONDS = 60
WIDTH, HEIGHT = 320, 180
RATE, BLOCK = 48000, 960


class Picture(VideoStreamTrack):
    """A bright bar that walks over a grey field."""

    async def recv(self):
        pts, time_base = await self.next_timestamp()
        field = numpy.full((HEIGHT, WIDTH, 3), 64, numpy.uint8)
        left = pts // 900 % WIDTH
        field[:, left : left + 16] = (40, 200, 240)
        frame = av.VideoFrame.from_ndarray(field, format="rgb24")
        frame.pts, frame.time_base = pts, time_base
        return frame


class Tone(MediaStreamTrack):
    """A quiet sine of 440 Hz, 20 ms at a time."""

    kind = "audio"

    def __init__(self):
        super().__init__()
        self.start, self.pts = time.monotonic(), 0

    async def recv(self):
        await asyncio.sleep(max(0, self.start + self.pts / RATE - time.monotonic()))
        frame = av.AudioFrame(format="s16", layout="mono", samples=BLOCK)
        wave = (round(3000 * math.sin(2 * math.pi * 440 * (self.pts + n) / RATE)) for n in range(BLOCK))
        frame.planes[0].update(struct.pack(f"<{BLOCK}h", *wave))
        frame.pts, frame.sample_rate, frame.time_base = self.pts, RATE, fractions.Fraction(1, RATE)
        self.pts += BLOCK
        return frame


async def offer(http, peer, url, key):
    """One WHIP publish; returns the address of the resource."""
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/sdp"}
    async with http.post(url, data=peer.localDescription.sdp, headers=headers) as answer:
        body = await answer.text()
        if answer.status != 201:
            raise ConnectionError(f"{answer.status} {body[:200]}")
        await peer.setRemoteDescription(RTCSessionDescription(body, "answer"))
        return urljoin(url, answer.headers["Location"])


def prepare():
    """A peer that sends the picture and the tone."""
    peer = RTCPeerConnection()
    peer.addTrack(Picture())
    peer.addTrack(Tone())
    return peer


async def publish(options):
    """Publishes until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    end = time.monotonic() + TRY_SECONDS
    async with aiohttp.ClientSession() as http:
        while True:
            peer = prepare()
            try:
                resource = await offer(http, peer, options.url, options.key)
                break
            except (ConnectionError, aiohttp.ClientError) as refused:
                await peer.close()
                print(f"refused: {refused}", file=sys.stderr, flush=True)
                if stop.is_set() or time.monotonic() > end:
                    return 1
                await asyncio.sleep(2)
        print("publishing", flush=True)
        peer.on("connectionstatechange", lambda: stop.set() if peer.connectionState in ("failed", "closed") else None)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), options.seconds)
        cut_off = peer.connectionState in ("failed", "closed")
        with contextlib.suppress(aiohttp.ClientError):
            await http.delete(resource, headers={"Authorization": f"Bearer {options.key}"})
        await peer.close()
        return 2 if cut_off else 0


def options():
    """The command line."""
    parser = argparse.ArgumentParser(description="A WHIP encoder for tests")
    parser.add_argument("url", help="the WHIP base address, as CreateIngress gives it")
    parser.add_argument("key", help="the stream key")
    parser.add_argument("--for", dest="seconds", type=float, help="stop after so many seconds")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(publish(options())))
