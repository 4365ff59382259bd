"""Many connections at once, also while episodes are replaced: every answer is whole, of one state,
and never older than the last."""

import asyncio
import gzip
import os
import signal
import socket

from client import Client
from daemon import PATIENCE, SANITIZED, Daemon, run

PAGE = "Episode Summary\nIt is {0}.\n\nTranscript\nMira Okono\nThe tide is {0}.\nJo Lind\nSo {0}.\n"
STILL = "Transcript\nMira Okono\nThe quiet sea.\n"
CONNECTIONS, REPLACEMENTS = (32, 10) if SANITIZED else (256, 100)
UNCHANGED = "/v1/episodes/still/summary"
CHANGING = ["/v1/episodes/moved/summary", "/v1/episodes/moved/transcript",
            "/v1/episodes/moved/transcript.txt", "/v1/search?q=tide",
            "/v1/episodes/moved/paragraphs/1?context=1"]
TARGETS = [*CHANGING, UNCHANGED]
WORDS = ["v" + "".join("abcdefghij"[int(d)] for d in f"{v:03}") for v in range(REPLACEMENTS + 1)]


def write(folder, version):
    (folder / "moved.txt").write_text(PAGE.format(WORDS[version]))


def start(folder):
    write(folder, 0)
    (folder / "still.txt").write_text(STILL)
    return Daemon(folder / "serve", "--budget", "60000", folder / "moved.txt", folder / "still.txt")


async def exchange(reader, writer, target, fields):
    """Status, header fields by lower-case name, and the body uncompressed."""
    lines = [f"GET {target} HTTP/1.1", "Host: localhost", *fields, "", ""]
    writer.write("\r\n".join(lines).encode())
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE * 10)
    status, *rest = head.decode().split("\r\n")[:-2]
    headers = {n.lower(): v for n, v in (line.split(": ", 1) for line in rest)}
    status = int(status.split()[1])
    body = b"" if status == 304 else await reader.readexactly(int(headers["content-length"]))
    return status, headers, gzip.decompress(body) if "content-encoding" in headers else body


class Reader:
    """One connection, which asks for one thing after the other until it is stopped."""

    def __init__(self, number):
        self.asked = number
        self.known = {}  # ETag and version by target
        self.faults = []

    def look(self, target, status, headers, body):
        found = [v for v, word in enumerate(WORDS) if word.encode() in body]
        last = self.known.get(target, (None, 0))[1]
        if status == 304 and target in self.known:
            return
        if status != 200 or len(found) != (target != UNCHANGED) or max(found, default=0) < last:
            self.faults.append((target, status, found, last))
        self.known[target] = headers.get("etag"), max(found, default=0)

    async def run(self, daemon, done):
        reader, writer = await asyncio.open_connection(daemon.host, daemon.port)
        while not done.is_set() and not self.faults:
            target = TARGETS[self.asked % len(TARGETS)]
            fields = ["Accept-Encoding: gzip"] if self.asked % 2 else []
            if target in self.known and self.asked % 3:
                fields.append(f"If-None-Match: {self.known[target][0]}")
            self.asked += 1
            self.look(target, *await exchange(reader, writer, target, fields))
        writer.close()


async def read_while_replacing(daemon, folder):
    done, readers = asyncio.Event(), [Reader(n) for n in range(CONNECTIONS)]
    tasks = [asyncio.create_task(r.run(daemon, done)) for r in readers]
    for version in range(1, REPLACEMENTS + 1):
        write(folder, version)
        loaded = await asyncio.to_thread(run, "load", "--db", daemon.db, folder / "moved.txt")
        assert loaded.status == 0, loaded.said
    done.set()
    await asyncio.gather(*tasks)
    return readers


def test_no_answer_fails_or_is_stale_or_mixed(tmp_path):
    daemon = start(tmp_path)
    try:
        readers = asyncio.run(read_while_replacing(daemon, tmp_path))
        faults = [fault for r in readers for fault in r.faults]
        assert not faults, faults[:3]
        newest = max(version for r in readers for _, version in r.known.values())
        assert newest > 0, "no change was seen: nothing was tried"
    finally:
        daemon.stop()


def test_only_what_changed_has_another_etag(tmp_path):
    daemon = start(tmp_path)
    client = Client(daemon)

    def tags():
        return {t: client.send("GET", t, {}).headers["ETag"] for t in TARGETS}

    try:
        before = tags()
        write(tmp_path, 1)
        assert run("load", "--db", daemon.db, tmp_path / "moved.txt").status == 0
        while client.send("GET", CHANGING[0], {}).headers["ETag"] == before[CHANGING[0]]:
            pass  # within a tenth of a second
        after = tags()
        assert [t for t in TARGETS if after[t] == before[t]] == [UNCHANGED]
    finally:
        daemon.stop()


def test_who_saw_the_new_sees_nothing_old(tmp_path):
    daemon = start(tmp_path)
    client = Client(daemon)
    try:
        for version in range(1, 11):
            assert WORDS[version - 1] in client.send("GET", CHANGING[0], {}).text
            write(tmp_path, version)
            assert run("load", "--db", daemon.db, tmp_path / "moved.txt").status == 0
            for target in [f"/v1/search?q=tide&limit={version}", *CHANGING]:
                assert WORDS[version] in client.send("GET", target, {}).text, target
    finally:
        daemon.stop()


def test_as_many_requests_at_once_as_libmicrohttpd_takes_events(tmp_path):
    """128 requests wait when the one thread wakes: none of them has to wait for a 129th."""
    write(tmp_path, 0)
    daemon = Daemon(tmp_path / "serve", "--threads", "1", tmp_path / "moved.txt")
    request = f"GET {CHANGING[0]} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    wires = [socket.create_connection((daemon.host, daemon.port), timeout=10) for _ in range(128)]
    try:
        for stopped in (False, True):
            if stopped:
                daemon.process.send_signal(signal.SIGSTOP)
                os.waitid(os.P_PID, daemon.process.pid, os.WSTOPPED)
            for wire in wires:
                wire.sendall(request)
                if not stopped:
                    assert wire.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        daemon.process.send_signal(signal.SIGCONT)
        for wire in wires:
            assert wire.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
    finally:
        daemon.process.send_signal(signal.SIGCONT)
        for wire in wires:
            wire.close()
        daemon.stop()
