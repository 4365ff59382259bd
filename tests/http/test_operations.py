"""What an operator sees: readiness while it loads and ends, metrics, what systemd is told."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

import pytest

from client import Client
from conftest import UNHURRIED
from daemon import Daemon, PATIENCE, run
from wire import Wire

PAGE = "Transcript\nCorin Ash\nThe lantern was green.\n"
TOKEN = "a-token-of-some-length"
CLAIM = b'{"text": "The lantern was green."}'


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def await_true(ask):
    deadline = time.monotonic() + PATIENCE
    while not ask():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Loading(Daemon):
    """A daemon that listens, and need not be ready."""

    def __init__(self, folder, *args):
        self.chosen = free_port()
        super().__init__(folder, *UNHURRIED, "--listen", f"127.0.0.1:{self.chosen}", *args)

    def _await(self, port_file):
        await_true(self.listens)
        return self.chosen

    def listens(self):
        assert self.process.poll() is None, self.errors.read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.chosen)) == 0

    def said(self):
        return (self.folder / "stdout").read_text()


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "lantern.txt"
    file.write_text(PAGE)
    return file


@pytest.fixture
def held(tmp_path):
    """A page that is not read to its end before somebody writes it."""
    os.mkfifo(tmp_path / "held.txt")
    return tmp_path / "held.txt"


# ---- readiness ----


def test_it_answers_while_it_loads(tmp_path, start, page, held):
    run("load", "--db", tmp_path / "library.db", page)
    daemon = start(Loading, tmp_path, held)
    client = Client(daemon)
    client.get("/livez")
    assert client.problem("/readyz", 503)["type"].endswith(":not-ready")
    assert client.get("/readyz", status=503).headers["Retry-After"] == "1"
    assert run("health", daemon.url).status == 1
    assert client.json("/v1/episodes")["total"] == 1
    client.get("/v1/episodes/lantern/transcript")
    assert "the default episode 'held'" in client.problem("/summary", 404)["detail"]
    assert not (tmp_path / "port").exists() and daemon.said() == ""
    held.write_text(PAGE)
    await_true(lambda: client.request("GET", "/readyz").status == 200)
    await_true((tmp_path / "port").exists)
    await_true(lambda: client.request("GET", "/summary").status == 200)
    assert client.json("/v1/episodes")["total"] == 2
    daemon.stop()
    assert "serves 2 episodes" in daemon.said()


def test_a_page_that_fails_ends_it(tmp_path, start, held):
    daemon = start(Loading, tmp_path, held)
    held.write_text("no transcript")
    assert daemon.process.wait(PATIENCE) == 1
    assert "held.txt" in daemon.errors.read_text() and daemon.said() == ""


def test_a_signal_while_it_loads(tmp_path, start, held):
    daemon = start(Loading, tmp_path, held)
    daemon.process.send_signal(signal.SIGTERM)
    held.write_text(PAGE)
    daemon.process.wait(PATIENCE)
    assert daemon.process.returncode == 0 and "serves" not in daemon.said()


def test_a_second_signal_while_it_loads(tmp_path, start, held):
    daemon = start(Loading, tmp_path, held)
    for number in (signal.SIGTERM, signal.SIGINT):
        daemon.process.send_signal(number)
    assert daemon.process.wait(PATIENCE) in (-signal.SIGTERM, -signal.SIGINT)


def test_it_is_not_ready_without_its_database(tmp_path, start, page):
    daemon = start(Daemon, tmp_path / "serve", *UNHURRIED, page)
    client = Client(daemon)
    client.get("/readyz")
    with contextlib.closing(sqlite3.connect(daemon.db)) as connection:
        connection.execute("ALTER TABLE library RENAME TO gone")
    assert client.problem("/readyz", 503)["type"].endswith(":not-ready")
    client.get("/livez")
    daemon.stop()


# ---- metrics ----


def metrics(client, text=None):
    lines = (text or client.get("/metrics").text).splitlines()
    return {name: float(value) for name, value in
            (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def asked(counts, route, status, method="GET"):
    name = f'episoded_requests_total{{method="{method}",route="{route}",status="{status}"}}'
    return counts.get(name, 0)


@pytest.fixture
def counted(tmp_path, start, page):
    token = tmp_path / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    daemon = start(Daemon, tmp_path / "serve", *UNHURRIED, "--token-file", token, page)
    yield Client(daemon)
    daemon.stop()


def test_requests_are_counted_by_route_and_status(counted):
    route = "/v1/episodes/{id}/transcript"
    for _ in range(3):
        etag = counted.get("/v1/episodes/lantern/transcript").headers["ETag"]
    counted.request("HEAD", "/v1/episodes/lantern/transcript")
    counted.get("/v1/episodes/lantern/transcript", headers={"If-None-Match": etag}, status=304)
    counted.problem("/v1/episodes/nobody/transcript", 404)
    counted.problem("/nowhere", 404)
    counts = metrics(counted)
    assert [asked(counts, route, status) for status in (200, 304, 404)] == [4, 1, 1]
    assert asked(counts, "none", 404, "none") == 1
    assert "nobody" not in str(counts) and "nowhere" not in str(counts)


def test_the_times_are_a_histogram(counted):
    before = metrics(counted)["episoded_request_seconds_count"]
    for _ in range(5):
        counted.get("/livez")
    counts = metrics(counted)
    buckets = [n for name, n in counts.items() if name.startswith("episoded_request_seconds_b")]
    assert buckets == sorted(buckets)
    assert buckets[-1] == counts["episoded_request_seconds_count"] >= before + 5
    assert counts["episoded_requests_active"] >= 1


def test_what_is_refused_on_the_wire_is_counted(counted):
    for _ in range(2):
        wire = Wire(counted.daemon)
        wire.send(b"GET /livez HTTP/1.1\r\n\r\n")
        assert wire.refusal() == 400
        wire.close()
    counted.request("GET", "/livez", {"Host": "elsewhere.example"})
    counted.request("POST", "/livez")
    counts = metrics(counted)
    assert [asked(counts, "none", status, "none") for status in (400, 421, 405)] == [2, 1, 1]


def test_bytes_are_counted_as_they_are_sent(counted):
    path = "/v1/episodes/lantern/transcript"
    first = counted.get("/metrics")
    plain = counted.get(path)
    packed = counted.send("GET", path, {"Accept-Encoding": "gzip"}, None)
    assert packed.headers["Content-Encoding"] == "gzip"
    counted.request("HEAD", path)
    counted.get(path, headers={"If-None-Match": plain.headers["ETag"]}, status=304)
    sent = [metrics(counted, text)["episoded_sent_bytes_total"] for text in (first.text, None)]
    assert sent[1] - sent[0] == sum(len(answer.body) for answer in (first, plain, packed))


def test_the_cache_is_measured(counted):
    for _ in range(3):
        counted.get("/v1/episodes/lantern/transcript")
    counted.get("/livez")
    counts = metrics(counted)
    assert [counts[f"episoded_cache_{name}"] for name in ("hits_total", "misses_total", "entries")] \
        == [2, 1, 1]
    assert 0 < counts["episoded_cache_bytes"] < counts["episoded_cache_limit_bytes"] == 8 << 20


def test_loads_are_counted(counted):
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    for name, body, status in (("new", PAGE, 201), ("new", PAGE, 200), ("new", PAGE + "So.\n", 200),
                               ("bad", "no transcript", 400)):
        answer = counted.request("PUT", f"/v1/episodes/{name}", bearer, body.encode())
        assert answer.status == status
    loaded = metrics(counted)
    assert counted.request("DELETE", "/v1/episodes/lantern", bearer).status == 204
    removed = metrics(counted)
    outcomes = ("loaded", "replaced", "unchanged", "failed", "removed")
    assert [[counts[f'episoded_loads_total{{outcome="{what}"}}'] for what in outcomes]
            for counts in (loaded, removed)] == [[2, 1, 1, 1, 0], [2, 1, 1, 1, 1]]
    assert [counts["episoded_episodes"] for counts in (loaded, removed)] == [2, 1]
    assert asked(removed, "/v1/episodes/{id}", 201, "PUT") == 1


def test_sizes_are_told(counted):
    counts = metrics(counted)
    assert counts["episoded_connections"] == 1
    assert counts['episoded_database_bytes{file="database"}'] == counted.daemon.db.stat().st_size
    for name in ("resident_memory_bytes", "cpu_seconds_total", "open_fds", "max_fds"):
        assert counts[f"process_{name}"] > 0
    assert abs(counts["process_start_time_seconds"] - time.time()) < 1000


def test_metrics_are_there_without_the_database(counted):
    with contextlib.closing(sqlite3.connect(counted.daemon.db)) as connection:
        connection.execute("ALTER TABLE episode RENAME TO gone")
    counts = metrics(counted)
    assert "episoded_episodes" not in counts and counts["episoded_connections"] == 1


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_promtool_has_nothing_against_it(counted):
    text = counted.get("/metrics").text.encode()
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                          check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


# ---- systemd ----


@pytest.fixture
def told(tmp_path, monkeypatch):
    """The socket that systemd would listen on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(str(tmp_path / "notify"))
        notified.settimeout(PATIENCE)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield lambda: notified.recv(4096).decode().splitlines()


def test_systemd_is_told_how_far_it_is(tmp_path, start, told, held):
    daemon = start(Loading, tmp_path, held)
    assert told() == ["STATUS=Loading"]
    held.write_text(PAGE)
    assert told() == ["READY=1", "STATUS=Serving; episodes at the start: 1"]
    Client(daemon).get("/readyz")
    daemon.stop()
    assert told() == ["STOPPING=1", "STATUS=Ending"]


def test_systemd_is_not_told_of_readiness_that_never_came(tmp_path, start, told, held):
    daemon = start(Loading, tmp_path, held)
    held.write_text("no transcript")
    assert daemon.process.wait(PATIENCE) == 1
    assert [told(), told()] == [["STATUS=Loading"], ["STOPPING=1", "STATUS=Ending"]]


# ---- the end ----


class Held:
    """A request whose body is yet to come, and which the server has begun with."""

    def __init__(self, daemon):
        self.socket = socket.create_connection((daemon.host, daemon.port), timeout=PATIENCE)
        self.socket.sendall(b"POST /v1/verify HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                            b"Content-Type: application/json\r\n"
                            b"Content-Length: %d\r\n\r\n" % len(CLAIM))
        assert self.socket.recv(4096).startswith(b"HTTP/1.1 100 ")

    def finish(self):
        self.socket.sendall(CLAIM)
        answer = b"".join(iter(lambda: self.socket.recv(4096), b""))
        self.socket.close()
        return answer


def end(daemon):
    """Tells it to end, and waits until it does."""
    daemon.process.send_signal(signal.SIGTERM)
    await_true(lambda: Client(daemon).request("GET", "/readyz").status == 503)


def test_what_was_begun_is_answered_before_it_ends(tmp_path, start, page):
    daemon = start(Daemon, tmp_path / "serve", *UNHURRIED, "--grace", "1000", page)
    held_up = Held(daemon)
    end(daemon)
    answer = Client(daemon).get("/transcript.txt")
    assert "green" in answer.text and answer.headers["Connection"] == "close"
    answer = held_up.finish()
    assert answer.startswith(b"HTTP/1.1 200 ") and b'"exact"' in answer
    assert daemon.process.wait(PATIENCE) == 0


def test_the_grace_comes_to_an_end(tmp_path, start, page):
    daemon = start(Daemon, tmp_path / "serve", *UNHURRIED, "--grace", "0", page)
    held_up = Held(daemon)
    daemon.stop()
    assert held_up.socket.recv(1) == b""


def test_a_second_signal_ends_it_at_once(tmp_path, start, page):
    daemon = start(Daemon, tmp_path / "serve", *UNHURRIED, "--grace", "1000", page)
    held_up = Held(daemon)
    end(daemon)
    daemon.process.send_signal(signal.SIGTERM)
    assert daemon.process.wait(PATIENCE) == -signal.SIGTERM
    held_up.socket.close()
