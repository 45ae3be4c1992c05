"""What the rigs share: exit codes, missing tools, free ports, child processes.

Standard library only, so that a rig can say what is missing before anything is installed.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RIG = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("RIG_CACHE", RIG.parents[1] / ".rig"))
"""Built binaries, the Python environment and npm packages; ignored by git, kept between runs."""
BIN = CACHE / "bin"

NOT_RUN = 77
"""Exit code of a rig that this machine cannot run (the convention of automake's test drivers)."""


class NotRun(Exception):
    """The machine lacks something; the text says what and how to get it."""


class Failed(Exception):
    """The rig is there, but did not do what it should."""


def say(text):
    """Progress and complaints go to stderr: stdout is for machines."""
    print(f"rig: {text}", file=sys.stderr, flush=True)


def main(run):
    """Runs `run()` and turns its result into the process's exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        code = run()
    except NotRun as reason:
        say(f"NOT RUN: {reason}")
        code = NOT_RUN
    except Failed as reason:
        say(f"FAILED: {reason}")
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code or 0)


def quiet(command):
    """Whether the command exits 0."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def install(names):
    """Installs Debian packages by name, or raises `NotRun` with the line that would."""
    line = f"apt-get install --no-install-recommends {' '.join(names)}"
    if not shutil.which("apt-get"):
        raise NotRun(f"missing Debian packages {' '.join(names)}, and there is no apt-get here")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not (shutil.which("sudo") and quiet(["sudo", "-n", "true"])):
        raise NotRun(f"missing packages; as root: {line}")
    say(line)
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    subprocess.run([*apt, "update"], stdout=sys.stderr)
    if subprocess.run([*apt, "install", "-y", "--no-install-recommends", *names], stdout=sys.stderr).returncode:
        raise NotRun(f"this failed: {line}")


def tool(name, how):
    """The path of a program, or `NotRun` with the way to get it."""
    path = shutil.which(name)
    if path is None:
        raise NotRun(f"{name} is missing: {how}")
    return path


def free_ports(count, kind=socket.SOCK_STREAM):
    """Distinct loopback ports that nothing listens on."""
    with contextlib.ExitStack() as held:
        ports = []
        for _ in range(count):
            taken = held.enter_context(socket.socket(socket.AF_INET, kind))
            taken.bind(("127.0.0.1", 0))
            ports.append(taken.getsockname()[1])
        return ports


def listening(port):
    """Whether something accepts TCP connections on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def split(words):
    """A command line cut at its `--`: the rig's own words, and the command to wrap."""
    cut = words.index("--") if "--" in words else len(words)
    return words[:cut], words[cut + 1 :]


def publish(environment, file=None):
    """The environment as `NAME=value` lines; written to the file too, whole or not at all."""
    lines = "".join(f"{name}={value}\n" for name, value in environment.items())
    if file:
        part = Path(f"{file}.part")
        part.write_text(lines)
        part.replace(file)
    return lines


def _end_with_parent():
    """In a child, before it becomes a server: it must not outlive a rig that was killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Servers:
    """Child processes of one rig with their logs, in a temporary directory that goes when all went well."""

    def __init__(self, name):
        self.dir = Path(tempfile.mkdtemp(prefix=f"rig-{name}-"))
        self.children = {}
        self.failed = False

    def __enter__(self):
        return self

    def start(self, name, command, env=None):
        """Starts a server in a session of its own; both its outputs go to `<dir>/<name>.log`."""
        with open(self.dir / f"{name}.log", "ab") as log:
            self.children[name] = subprocess.Popen(
                command,
                cwd=self.dir,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def wait(self, name, ready, seconds):
        """Waits until `ready()` is true, the server ends, or the time is over."""
        end = time.monotonic() + seconds
        while not ready():
            code = self.children[name].poll()
            if code is not None:
                raise Failed(f"{name} ended at once with {code}\n{self.tail(name)}")
            if time.monotonic() > end:
                raise Failed(f"{name} was not ready in {seconds} s\n{self.tail(name)}")
            time.sleep(0.05)

    def tail(self, name, lines=20):
        """The end of a server's log."""
        return "\n".join((self.dir / f"{name}.log").read_text(errors="replace").splitlines()[-lines:])

    def lines(self, name, text):
        """How many lines of a server's log are just this text."""
        path = self.dir / f"{name}.log"
        return path.read_text(errors="replace").splitlines().count(text) if path.exists() else 0

    def hold(self, command, env, file=None):
        """Hands the environment over and runs the wrapped command; without one, prints it and waits for a signal.

        Returns the command's exit code, as a shell would.

        A server that a test kills on purpose does not end the rig: the command decides what that means.
        """
        lines = publish(env, file)
        if not command:
            print(lines, end="", flush=True)
            while True:
                time.sleep(3600)
        child = subprocess.Popen(command, env={**os.environ, **env})
        try:
            code = child.wait()
        except BaseException:
            child.terminate()
            child.wait()
            raise
        self.failed = code != 0
        return code if code >= 0 else 128 - code

    def __exit__(self, kind, *_):
        for child in reversed(self.children.values()):
            end_group(child)
        asked_to_stop = kind in (None, KeyboardInterrupt, SystemExit)
        if asked_to_stop and not self.failed:
            shutil.rmtree(self.dir, ignore_errors=True)
        else:
            say(f"logs kept in {self.dir}")


def end_group(child):
    """Ends a child and what it started, by its own process group.

    The second SIGTERM tells LiveKit not to wait for its participants; SIGKILL is for what is left.
    """
    for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(1)
