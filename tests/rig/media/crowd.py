"""Many viewers in one process, for tests: they take no media, and report data, metadata and what becomes of them.

    crowd.py

Commands on stdin, one a line: `join NAME URL TOKEN` brings a viewer in, `NAME COMMAND` has them do what viewer.py does at
that command. Each line on stdout is one of viewer.py's, with the viewer's name as `who`. A name that has left can come in
again. It ends, and all viewers with it, when stdin closes.
"""

import argparse
import asyncio
import sys

from viewer import Viewer, silence, stdin


class Crowd:
    """The viewers, by their names."""

    def __init__(self):
        self.viewers = {}
        self.tasks = set()

    async def stay(self, viewer):
        """One viewer, from the join until it leaves or is put out."""
        if await viewer.join(auto_subscribe=False):
            await viewer.gone.wait()
            await viewer.room.disconnect()

    def bring(self, name, url, token):
        """Brings one in, beside all others."""
        viewer = Viewer(argparse.Namespace(url=url, token=token, no_video=True), name)
        self.viewers[name] = viewer
        # A reference is kept: asyncio alone would let the task be collected.
        task = asyncio.ensure_future(self.stay(viewer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def run(self):
        """Carries out the lines of stdin."""
        async for line in stdin():
            word, _, rest = line.partition(" ")
            if word == "join":
                self.bring(*rest.split(" "))
            else:
                await self.viewers[word].obey(rest)
        for viewer in self.viewers.values():
            viewer.gone.set()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=2)


async def main():
    """The rooms belong to the event loop they are made in."""
    silence()
    await Crowd().run()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
