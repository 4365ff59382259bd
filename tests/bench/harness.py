"""What the benchmarks share: the daemon as a process of its own, pages to load, and a table beside
somebody else's figures."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = (ROOT / os.environ.get("BUILD", "build")).resolve()
BINARY = BUILD / "episoded"
SHARED = ROOT / os.environ.get("SHARED", "../shared")
SAMPLE = ROOT / "tests/data/sample/the-tide-clock.txt"
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SAMPLES = 100  # of the sample, where there is no corpus


def clean_environment():
    return {k: v for k, v in os.environ.items() if not k.startswith("EPISODED")}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def wait_for(port, process):
    """Returns as soon as something listens on port."""
    while process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.0005)
    sys.exit(f"bench: {process.args[0]} ended at once")


@contextlib.contextmanager
def running(command, port):
    process = subprocess.Popen([str(c) for c in command], env=clean_environment(),
                               stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def episoded(database, port, *arguments):
    """The daemon, from when it has loaded what it was given: it listens before that."""
    command = [BINARY, "serve", "--db", database, "--listen", f"127.0.0.1:{port}", *arguments]
    with running(command, port) as process:
        while process.poll() is None:
            with contextlib.suppress(urllib.error.HTTPError):
                get(f"http://127.0.0.1:{port}/readyz")
                break
            time.sleep(0.0005)
        yield process


def resident(process):
    """What a process holds in memory now, and the most it ever held, in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return [int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1024
            for name in ("VmRSS", "VmHWM")]


def corpus_in(folder):
    """A folder of many pages, and what it is."""
    real = SHARED / "corpora" / "changelog"
    if real.is_dir():
        return real, "the changelog corpus"
    copies = folder / "copies"
    copies.mkdir(exist_ok=True)
    for i in range(SAMPLES):
        shutil.copy(SAMPLE, copies / f"copy-{i}.txt")
    return copies, f"{SAMPLES} copies of the sample (no corpora in {SHARED})"


def timed(database, *command):
    """Seconds that a command takes which fills a new database."""
    for file in database.parent.glob(database.name + "*"):
        file.unlink()
    start = time.perf_counter()
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL,
                   env=clean_environment(), stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def line(name, ours, theirs, unit, mark=None):
    """One line of the table; a mark is (text, whether it is met)."""
    columns = [f"{ours:,.1f}" if ours < 1000 else f"{ours:,.0f}", "", ""]
    if theirs is not None:
        columns[1:] = [f"{theirs:,.1f}" if theirs < 1000 else f"{theirs:,.0f}",
                       f"{ours / theirs:.2f}"]
    verdict = f"{mark[0]}: {'met' if mark[1] else 'MISSED'}" if mark else ""
    print(f"{name:44}{columns[0]:>12}{columns[1]:>12}{columns[2]:>8}  {unit:8}{verdict}", flush=True)


def section(title, theirs=""):
    print(f"\n{title:44}{'episoded':>12}{theirs:>12}{'ratio' if theirs else '':>8}")
