"""Writes byte by byte: bodies that come late, in chunks, too large, or not whole."""

import json
import socket
import struct
import time

import pytest

from client import Client
from daemon import PATIENCE, Daemon
from test_writing import MOST, TOKEN, page, put, token_file, writable  # noqa: F401
from wire import Wire

BEARER = f"Authorization: Bearer {TOKEN}"
EXPECT = "Expect: 100-continue"


@pytest.fixture
def server(writable):  # noqa: F811
    """The one that connections are made to."""
    return writable


def head(name, *fields, method="PUT"):
    lines = [f"{method} /v1/episodes/{name} HTTP/1.1", "Host: localhost", *fields, "", ""]
    return "\r\n".join(lines).encode("ascii")


def length(body):
    return f"Content-Length: {body if isinstance(body, int) else len(body)}"


def chunks(body, size=7):
    parts = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


CHUNKED = "Transfer-Encoding: chunked"


def missing(client, name):
    return client.send("GET", f"/v1/episodes/{name}", {}).status == 404


# ---- bodies that come whole ----


def test_a_body_may_come_byte_by_byte(wire):
    wire.send(head("slow", BEARER, length(page())))
    for i in range(len(page())):
        wire.send(page()[i:i + 1])
    assert wire.answer()[0] == 201


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_body_may_come_in_chunks(wire, writable, size):
    wire.send(head(f"chunks-{size}", BEARER, CHUNKED) + chunks(page(), size))
    assert wire.answer()[0] == 201
    assert writable.get(f"/v1/episodes/chunks-{size}/source").body == page()
    assert wire.ask("/livez")[0] == 200


def test_chunks_with_a_trailer_are_refused(wire, writable):
    body = chunks(page())[:-2] + b"X-Trailer: x\r\n\r\n"
    wire.send(head("trailer", BEARER, CHUNKED) + body)
    assert wire.answer()[0] == 400
    assert "trailer" not in {e["id"] for e in writable.get("/v1/episodes").json()["items"]}


def test_requests_behind_a_write_wait_for_it(wire):
    """Pipelined: the connection is suspended with the next requests already read."""
    wire.send(head("piped", BEARER, length(page())) + page() + head("piped", method="GET") +
              head("piped", BEARER, length(page("x"))) + page("x") +
              head("piped", BEARER, method="DELETE") + head("piped", method="GET"))
    assert [wire.answer()[0] for _ in range(3)] == [201, 200, 200]
    status, headers, _ = wire.answer(body=False)
    assert status == 204 and "content-length" not in headers
    assert wire.answer()[0] == 404


# ---- before the body ----


def test_continue(wire):
    wire.send(head("expected", BEARER, length(page()), EXPECT))
    assert wire.file.readline() == b"HTTP/1.1 100 Continue\r\n"
    assert wire.file.readline() == b"\r\n"
    wire.send(page())
    assert wire.answer()[0] == 201


@pytest.mark.parametrize("fields,status", [
    ((), 401), (("Authorization: Bearer wrong-and-long-enough",), 401),
    ((BEARER, "Content-Type: text/html"), 415), ((BEARER, "Content-Range: bytes 0-1/2"), 400),
    ((BEARER, 'If-Match: "x"'), 412), ((BEARER, "If-Match: *"), 412)])
def test_what_will_be_refused_is_refused_before_the_body(wire, writable, fields, status):
    wire.send(head("unexpected", *fields, length(1000), EXPECT))
    told, headers, body = wire.answer()
    assert told == json.loads(body)["status"] == status
    assert headers["connection"] == "close" and wire.at_end()
    assert missing(writable, "unexpected")


@pytest.mark.parametrize("target,parameter", [
    ("unnamed?published=foo", "published"), ("unnamed?link=foo", "link"),
    ("unnamed?language=e+n", "language"), ("unnamed?titel=x", "titel"), ("Un_named", "id")])
def test_what_a_parameter_does_not_take_is_refused_before_the_body(wire, target, parameter):
    wire.send(head(target, BEARER, length(1000), EXPECT))
    status, _, body = wire.answer()
    problem = json.loads(body)
    assert status == 400 and problem["parameter"] == parameter and problem["accepts"]


@pytest.mark.parametrize("name,status", [("If-Match", 200), ("If-None-Match", 412)])
def test_a_condition_may_come_in_several_lines(wire, name, status):
    """As one list (RFC 9110, 5.3): the tag that matters is in the second."""
    thing = f"lines-{name.lower()}"
    wire.send(head(thing, BEARER, length(page())) + page())
    assert wire.answer()[0] == 201
    tag = wire.ask(f"/v1/episodes/{thing}/summary")[1]["etag"]
    wire.send(head(thing, BEARER, f'{name}: "other"', f"{name}: {tag}", length(page())) + page())
    assert wire.answer()[0] == status


@pytest.mark.parametrize("size", [MOST + 1, 10 ** 12, 2 ** 63])
def test_too_large_is_refused_without_reading_it(wire, size):
    wire.send(head("huge", BEARER, length(size), EXPECT))
    assert wire.answer()[0] == 413 and wire.at_end()


def test_much_is_refused_without_reading_it(wire):
    """Nobody asked the client to wait, but it has said how much would come."""
    wire.send(head("huge", BEARER, length(10 ** 9)) + b"x" * 1000)
    assert wire.answer()[0] == 413 and wire.at_end()


def test_an_open_chunked_body_is_refused_before_it_begins(wire):
    wire.send(head("unexpected", CHUNKED, EXPECT))
    assert wire.answer()[0] == 401 and wire.at_end()


# ---- refused with the body ----


@pytest.mark.parametrize("fields,status", [
    ((), 401), ((BEARER, "Content-Type: text/html"), 415), ((BEARER, 'If-Match: "x"'), 412)])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_short_body_is_dropped_and_the_connection_kept(wire, fields, status, chunked):
    body, framing = (chunks(page()), CHUNKED) if chunked else (page(), length(page()))
    for _ in range(3):
        wire.send(head("dropped", *fields, framing) + body)
        assert wire.answer()[0] == status
    assert wire.ask("/livez")[0] == 200


@pytest.mark.parametrize("more", [1, 400_000])
def test_chunks_over_the_limit(wire, writable, more):
    wire.send(head("overfull", BEARER, CHUNKED) + chunks(b"x" * (MOST + more), 30_000))
    status, _, body = wire.answer()
    assert status == 413 and str(MOST) in json.loads(body)["detail"]
    assert missing(writable, "overfull")
    assert wire.ask("/livez")[0] == 200


def test_chunks_without_end_end(wire, writable):
    """What is refused is read on for a while, so that the client gets to read why; not for ever."""
    wire.send(head("endless", BEARER, CHUNKED))
    sent = 0
    try:
        while sent < 50_000_000:
            wire.send(chunks(b"x" * 50_000, 50_000)[:-5])
            sent += 50_000
    except (ConnectionResetError, BrokenPipeError):
        pass
    assert sent < 50_000_000
    assert missing(writable, "endless")


# ---- bodies that don't come whole ----


def cut_bodies():
    whole = page()
    yield "told", head("cut", BEARER, length(whole)) + whole[:-1]
    yield "told, nothing came", head("cut", BEARER, length(whole))
    yield "chunked", head("cut", BEARER, CHUNKED) + chunks(whole)[:-5]
    yield "chunked, last line", head("cut", BEARER, CHUNKED) + chunks(whole)[:-2]
    yield "chunked, in a chunk", head("cut", BEARER, CHUNKED) + chunks(whole, 50)[:-60]
    yield "bad chunk", head("cut", BEARER, CHUNKED) + chunks(whole)[:-5] + b"zz\r\n\r\n"
    yield "negative chunk", head("cut", BEARER, CHUNKED) + chunks(whole)[:-5] + b"-1\r\n\r\n"


@pytest.mark.parametrize("sent", [c[1] for c in cut_bodies()], ids=[c[0] for c in cut_bodies()])
def test_a_body_that_is_cut_changes_nothing(connect, writable, sent):
    wire = connect()
    wire.send(sent)
    wire.close()
    # The next write comes behind whatever became of that one.
    put(writable, "cut-next", page(), 201 if missing(writable, "cut-next") else 200)
    assert missing(writable, "cut")


def test_a_body_whose_rest_will_not_come_changes_nothing(tmp_path, token_file):  # noqa: F811
    """The client says that it has sent all, and waits: for an answer that tells of no success."""
    daemon = Daemon(tmp_path, "--token-file", token_file)
    wires = [Wire(daemon) for _ in cut_bodies()]
    for wire, (_, sent) in zip(wires, cut_bodies()):
        wire.send(sent)
        wire.socket.shutdown(socket.SHUT_WR)
    client = Client(daemon)
    put(client, "cut-next", page(), 201)
    assert missing(client, "cut")
    daemon.stop()
    for wire in wires:
        assert not wire.file.read().startswith(b"HTTP/1.1 2")
        wire.close()


@pytest.mark.parametrize("told", ["-1", "x", "", "+5", "5 5", "0x5", "99999999999999999999999"])
def test_lengths_that_are_none(wire, writable, told):
    wire.send(head("wrong", BEARER, f"Content-Length: {told}") + page())
    assert b"HTTP/1.1 2" not in wire.file.read()
    assert missing(writable, "wrong")


def test_a_body_longer_than_told_is_not_all_taken(wire, writable):
    whole = page()
    wire.send(head("longer", BEARER, "Connection: close", length(len(whole))) + whole + b"More.\n")
    assert wire.answer()[0] == 201
    assert wire.at_end()
    assert writable.get("/v1/episodes/longer/source").body == whole


# ---- memory ----


def reset(wire):
    """Closes as a process does that is killed: a mere end might still want an answer."""
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()


def test_bodies_under_way_are_bounded_in_sum(tmp_path, token_file):  # noqa: F811
    """Two of the largest fit; others are asked to come back."""
    daemon = Daemon(tmp_path, "--token-file", token_file, "--max-bytes", MOST)
    client, wires = Client(daemon), [Wire(daemon) for _ in range(3)]
    for wire in wires[:2]:
        wire.send(head("sum", BEARER, length(MOST), EXPECT))
        assert wire.file.readline() == b"HTTP/1.1 100 Continue\r\n"
    wires[2].send(head("sum", BEARER, length(1), EXPECT))
    status, headers, body = wires[2].answer()
    assert status == 503 and headers["retry-after"] == "1"
    assert json.loads(body)["type"] == "urn:episoded:problem:busy"
    for wire in wires:
        reset(wire)
    deadline = time.monotonic() + PATIENCE
    while client.send("PUT", "/v1/episodes/sum", {"Authorization": f"Bearer {TOKEN}"},
                      page()).status == 503:
        assert time.monotonic() < deadline, "what a closed connection held is not given back"
    put(client, "sum", page(), 200)
    daemon.stop()
