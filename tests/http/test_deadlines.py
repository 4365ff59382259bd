"""Clients that take their time, more of them than there is room for, and what they leave. How long the server waits
is not measured, only that it comes to an end while the client goes on as it did."""

import resource
import socket
import time
from pathlib import Path

import pytest

from daemon import PATIENCE, Daemon
from wire import Wire, request

ENDED = (BrokenPipeError, ConnectionResetError)


@pytest.fixture(scope="module")
def hasty(tmp_path_factory, sample):
    """A server that gives its clients a second."""
    daemon = Daemon(tmp_path_factory.mktemp("hasty"), "--request-timeout", "1", sample)
    yield daemon
    daemon.stop()


@pytest.fixture
def slow(hasty):
    wire = Wire(hasty)
    yield wire
    wire.close()


def dribble(wire, data):
    """Sends a byte now and then, for ever, until the server ends it; True if it does."""
    give_up = time.monotonic() + PATIENCE
    wire.socket.settimeout(0.1)
    while time.monotonic() < give_up:
        try:
            wire.send(data[:1])
            data = data[1:] + data[:1]
            if wire.socket.recv(1) == b"":
                return True
        except TimeoutError:
            pass
        except ENDED:
            return True
    return False


HEAD = b"POST /v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize("begun", [
    b"", b"GET /summary", b"GET /summary HTTP/1.1\r\nHost: localhost\r\nX: ", HEAD + b"X: ",
    HEAD + b"Content-Length: 60000\r\n\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n"],
    ids=["nothing", "target", "header", "header of a POST", "body", "chunk"])
def test_request_that_does_not_end_is_ended(slow, begun):
    slow.send(begun)
    assert dribble(slow, b"a")


def test_blank_lines_for_ever_are_ended(slow):
    assert dribble(slow, b"\r\n")


def test_trailers_that_do_not_end_are_ended(slow):
    slow.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")
    assert dribble(slow, b"X: y\r\n")


def test_chunks_without_end_are_ended(slow):
    slow.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    assert dribble(slow, b"1\r\n \r\n")


@pytest.mark.parametrize("begun", [b"", b"GET /summ", request("/summary"), request("/summary") * 2])
def test_idle_connection_is_ended(slow, begun):
    slow.send(begun)
    while slow.file.read(1):
        pass


@pytest.mark.parametrize("begun", [b"", b"GET /summary HTTP/1.1\r\nHo", HEAD + b"Content-Length: 9\r\n\r\n{"])
def test_half_closed_before_the_end_is_ended(slow, begun):
    slow.send(begun)
    slow.socket.shutdown(socket.SHUT_WR)
    assert slow.at_end()


def test_half_closed_connection_gets_all_its_answers(slow):
    slow.send(request("/transcript") * 20)
    slow.socket.shutdown(socket.SHUT_WR)
    assert len({slow.answer()[2] for _ in range(20)}) == 1
    assert slow.at_end()  # libmicrohttpd overlooks such an end: the deadline sees to it


def test_answer_that_is_not_taken_is_given_up(slow):
    slow.socket.settimeout(0.1)
    give_up = time.monotonic() + PATIENCE
    ended = False
    while not ended and time.monotonic() < give_up:
        try:
            slow.send(request("/transcript") * 100)
        except TimeoutError:
            pass
        except ENDED:
            ended = True
    assert ended


def test_busy_connection_outlives_many_deadlines(tmp_path, sample):
    daemon = Daemon(tmp_path, "--request-timeout", "3", sample)
    wire = Wire(daemon)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        assert wire.ask("/summary")[0] == 200
        time.sleep(0.05)
    wire.close()
    daemon.stop()


def test_no_deadline_where_none_is_wanted(tmp_path, sample):
    daemon = Daemon(tmp_path, "--request-timeout", "0", sample)
    wire = Wire(daemon)
    wire.send(b"GET /summary HT")
    time.sleep(1)
    wire.send(b"TP/1.1\r\nHost: localhost\r\n\r\n")
    assert wire.answer()[0] == 200
    wire.close()
    daemon.stop()


@pytest.fixture
def narrow(tmp_path, sample):
    """A server of twenty connections."""
    daemon = Daemon(tmp_path, "--connections", "20", sample)
    yield daemon
    daemon.stop()


def fill(daemon, count):
    """That many connections which the server has taken for sure."""
    wires = [Wire(daemon) for _ in range(count)]
    for wire in wires:
        assert wire.ask("/livez")[0] == 200
    return wires


@pytest.mark.parametrize("over", [1, 100])
def test_connections_beyond_the_limit_wait(narrow, over):
    wires = fill(narrow, 20)
    late = [Wire(narrow) for _ in range(over)]
    for wire in late:
        wire.send(request("/summary"))
    late[0].socket.settimeout(0.3)
    with pytest.raises(TimeoutError):
        late[0].file.read(1)
    late[0].close()
    for wire in wires:
        assert wire.ask("/summary")[0] == 200
        wire.close()
    for wire in late[1:]:
        assert wire.answer()[0] == 200
        wire.close()
    for wire in fill(narrow, 20):
        wire.close()
    assert "new connections wait" in narrow.errors.read_text()


def test_descriptors_exhausted_and_back(tmp_path, sample):
    daemon = Daemon(tmp_path, "--connections", "200", sample)
    first = fill(daemon, 1)[0]
    pid = daemon.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    taken = max(int(fd.name) for fd in Path(f"/proc/{pid}/fd").iterdir())
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (taken + 10, hard))
    wires = [Wire(daemon) for _ in range(100)]
    for wire in wires:
        wire.send(request("/livez"))
    assert [wires[i].answer()[0] for i in range(5)] == [200] * 5
    assert first.ask("/v1/search?q=moon")[0] == 200
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard, hard))
    assert [wire.answer()[0] for wire in wires[5:]] == [200] * 95
    for wire in [first, *wires]:
        wire.close()
    assert "new connections wait" in daemon.errors.read_text()
    daemon.stop()


def test_five_thousand_idle_connections_leave_room(tmp_path, sample):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 5300:
        pytest.skip(f"no more than {hard} files may be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    daemon = Daemon(tmp_path, sample)
    idle = []
    try:
        for _ in range(5000):
            idle.append(socket.create_connection((daemon.host, daemon.port), timeout=PATIENCE))
        wire = fill(daemon, 1)[0]
        assert wire.ask("/summary")[0] == 200
        wire.close()
        for each in idle[::500]:
            each.sendall(request("/livez"))
            assert each.recv(12) == b"HTTP/1.1 200"
    finally:
        for each in idle:
            each.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    daemon.stop()


def test_bad_clients_do_not_fill_the_log(tmp_path, sample):
    daemon = Daemon(tmp_path, sample)
    for _ in range(300):
        wire = Wire(daemon)
        wire.send(b"GET /summary HTTP/1.1\r\nno colon\r\n\r\n")
        assert wire.answer()[0] == 400
        wire.close()
    assert 0 < len(daemon.errors.read_text().splitlines()) < 100
    daemon.stop()
