#!/usr/bin/env python3
"""Everything that is checked before a change lands, from a fresh clone: the stages of .ci/stages, each timed.

    .ci/run [STAGE...]          all of them, or those named (and not what they come after)

Stages run side by side where the cores allow. A stage says in its head, a line each, what is not so by default:
    # after: NAME...            it uses what these leave behind
    # cores: N                  how many it keeps busy; by default all of two. 0: it waits for the network most of the time
    # alone                     nothing may run beside it
Those that wait are begun in the order of their names. A stage that this machine cannot run (exit code 77) is named at
the end and fails the whole; one that comes after a stage which failed is run all the same, and says for itself what is
missing. One stage alone: .ci/stages/NAME. Logs: .rig/ci/NAME.log.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / ".rig" / "ci"
NOT_RUN = 77
# How many last lines of a failed stage the summary repeats, and what begins a telling one before them.
LAST = 30
TELLS = r"^error|panicked at|^\s+\d+\) |✘|^not ok|FAILED$"
CORES = max(2, len(os.sched_getaffinity(0)))


class Stage:
    """One file of .ci/stages, and how it went."""

    def __init__(self, path):
        head = [line for line in path.read_text().splitlines() if line.startswith("#")]
        self.name, self.path, self.log = path.name, path, LOGS / f"{path.name}.log"
        self.after = {name for line in head for name in said(line, "after").split()}
        self.cores = min(CORES, next((int(cores) for line in head if (cores := said(line, "cores"))), 2))
        self.alone = "# alone" in head
        self.process = self.code = None
        self.began = self.took = 0.0

    def begin(self, lock):
        """Starts it, in a group of its own; what it prints goes to its log and, a line at a time, to ours."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [self.path],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self.copy, args=(lock,), daemon=True).start()
        with lock:
            print(f"== {self.name}", flush=True)

    def copy(self, lock):
        """Its output, with its name before each line, since others print beside it."""
        with self.log.open("w") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                with lock:
                    print(f"{self.name:<18} {line}", end="", flush=True)
        self.took = time.monotonic() - self.began
        self.code = self.process.wait()

    def figure(self, what):
        """The sum of one figure over the summaries of the test runner in its log."""
        found = re.findall(rf"^test result: .* (\d+) {what};", self.log.read_text(errors="replace"), re.MULTILINE)
        return sum(map(int, found))

    def counts(self):
        """Tests passed and failed; a stage without tests is one. What failed and passed when it was tried again has
        passed, since the stage has."""
        passed, failed = self.figure("passed"), self.figure("failed")
        if self.code == 0:
            return passed or 1, 0
        return passed, 0 if self.code == NOT_RUN else failed or 1

    def end(self):
        """What of a failed stage's log is needed to see why: whoever reads the end of the whole output has it there."""
        lines = self.log.read_text(errors="replace").splitlines()
        tells = [index for index, line in enumerate(lines[:-LAST]) if re.search(TELLS, line)]
        shown = {index + after for index in tells[:8] for after in range(25) if index + after < len(lines) - LAST}
        return "\n".join([*(lines[index] for index in sorted(shown)), *lines[-LAST:]])

    def reason(self):
        """Why it was not run."""
        found = re.findall(r"NOT RUN: (.*)", self.log.read_text(errors="replace"))
        return found[-1] if found else "it does not say why"


def said(line, word):
    """What a line of a stage's head says of `word`."""
    return line.removeprefix(f"# {word}:").strip() if line.startswith(f"# {word}:") else ""


def may_begin(stage, stages):
    """Whether a stage's turn has come: what it comes after has ended, and there are cores."""
    running = [other for other in stages if other.process and other.code is None]
    ended = {other.name for other in stages if other.code is not None}
    known = {other.name for other in stages}
    if not stage.after & known <= ended or any(other.alone for other in running):
        return False
    return not running if stage.alone else sum(other.cores for other in running) + stage.cores <= CORES


def run(stages):
    """All of them. Nobody's turn comes before that of an earlier one which only waits for cores: a stage that wants
    all of them would never get them."""
    lock = threading.Lock()
    while any(stage.code is None for stage in stages):
        ended = {stage.name for stage in stages if stage.code is not None}
        known = {stage.name for stage in stages}
        for stage in stages:
            if stage.process or not stage.after & known <= ended:
                continue
            if not may_begin(stage, stages):
                break
            stage.begin(lock)
        time.sleep(0.2)


def stop(stages):
    """Ends what runs, each with all that it has started."""
    for stage in stages:
        if stage.process and stage.code is None:
            os.killpg(stage.process.pid, signal.SIGTERM)


def report(stages, seconds):
    """The table, what was not run, and the sum. Returns whether all is well."""
    for stage in stages:
        if stage.code not in (0, NOT_RUN):
            print(f"\n== {stage.name} failed; the end of its log, and what of it tells of a failure:\n{stage.end()}")
    print(f"\n{'stage':<24} {'time':>6}  exit code")
    for stage in stages:
        print(f"{stage.name:<24} {stage.took:4.0f} s  {stage.code}")
    print(f"{'all, side by side':<24} {seconds:4.0f} s")
    not_run = [stage for stage in stages if stage.code == NOT_RUN]
    for stage in not_run:
        print(f"NOT RUN: {stage.name}: {stage.reason()}")
    passed = sum(stage.counts()[0] for stage in stages)
    failed = sum(stage.counts()[1] for stage in stages) + len(not_run)
    print(f"{passed} passed, {failed} failed")
    return failed == 0


def main():
    """Runs what is asked for."""
    paths = sorted(path for path in (ROOT / ".ci" / "stages").iterdir())
    unknown = set(sys.argv[1:]) - {path.name for path in paths}
    if unknown:
        sys.exit(f"no such stage: {' '.join(sorted(unknown))}")
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    stages = [Stage(path) for path in paths if len(sys.argv) == 1 or path.name in sys.argv[1:]]
    missing = {name for stage in stages for name in stage.after} - {path.name for path in paths}
    if missing:
        sys.exit(f"a stage comes after one that is not there: {' '.join(sorted(missing))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    try:
        run(stages)
    finally:
        stop(stages)
    sys.exit(0 if report(stages, time.monotonic() - began) else 1)


if __name__ == "__main__":
    main()
