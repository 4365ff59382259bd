"""The access log: a line a request on stdout, whatever the request."""

import fcntl
import json
import os
import re
import socket
import threading

import pytest

from client import Client
from conftest import UNHURRIED
from daemon import Daemon, PATIENCE, run
from wire import Wire, request

PAGE = "Transcript\nCorin Ash\nThe lantern was green.\n"
TRANSCRIPT = "/v1/episodes/lantern/transcript"
TOKEN = "a-token-of-some-length"
MADE = re.compile(r"[0-9a-f]{16}")
PLAIN = re.compile(r'(\S+) - - \[(\S+)\] "(\S+) (\S+) (\S+)" (\S+) (\S+) "-" "([^"]*)" (\d+) (\S+)')


@pytest.fixture
def arguments(tmp_path):
    page, token = tmp_path / "lantern.txt", tmp_path / "token"
    page.write_text(PAGE)
    token.write_text(TOKEN)
    token.chmod(0o600)
    return [*UNHURRIED, "--threads", 2, "--token-file", token, page]


@pytest.fixture
def serving(start, tmp_path, arguments):
    return lambda *more: Client(start(Daemon, tmp_path / "serve", *arguments, *more))


@pytest.fixture
def logged(serving):
    return serving("--access-log", "json")


def lines_of(daemon):
    """Ends it, and gives all that it wrote to stdout."""
    daemon.stop()
    return (daemon.folder / "stdout").read_text("ascii").splitlines()


def entries_of(client):
    return [json.loads(line) for line in lines_of(client.daemon)]


def test_a_line_a_request(logged):
    plain = logged.get(TRANSCRIPT + "?limit=1", headers={"User-Agent": "curl/8"})
    packed = logged.send("GET", TRANSCRIPT, {"Accept-Encoding": "gzip"}, None)
    logged.request("HEAD", TRANSCRIPT)
    etag = logged.get(TRANSCRIPT).headers["ETag"]
    logged.get(TRANSCRIPT, headers={"If-None-Match": etag}, status=304)
    missing = logged.get("/nowhere?x=%20", status=404)
    claim = logged.request("POST", "/v1/verify", {"Content-Type": "application/json"},
                           b'{"text": "The lantern was green."}')
    loaded = logged.request("PUT", "/v1/episodes/new", {"Authorization": f"Bearer {TOKEN}"},
                            PAGE.encode())
    entries = entries_of(logged)
    assert [(e["method"], e["target"], e["status"]) for e in entries] == [
        ("GET", TRANSCRIPT + "?limit=1", 200), ("GET", TRANSCRIPT, 200), ("HEAD", TRANSCRIPT, 200),
        ("GET", TRANSCRIPT, 200), ("GET", TRANSCRIPT, 304), ("GET", "/nowhere?x=%20", 404),
        ("POST", "/v1/verify", 200), ("PUT", "/v1/episodes/new", 201)]
    sizes = [e["bytes"] for e in entries]
    assert [sizes[i] for i in (0, 1, 5, 6, 7)] == [
        len(answer.body) for answer in (plain, packed, missing, claim, loaded)]
    assert packed.headers["Content-Encoding"] and (sizes[2], sizes[4]) == (0, 0)
    assert [e["agent"] for e in entries] == ["curl/8"] + [None] * 7
    for entry in entries:
        assert list(entry) == ["time", "client", "method", "target", "status", "bytes",
                               "microseconds", "id", "agent"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"])
        assert entry["client"] == "127.0.0.1" and isinstance(entry["microseconds"], int)


def test_the_plain_form(serving):
    client = serving("--access-log", "plain")
    size = len(client.get(TRANSCRIPT, headers={"User-Agent": 'a "b" \\'}).body)
    client.get("/nowhere", status=404)
    found = [PLAIN.fullmatch(line).groups() for line in lines_of(client.daemon)]
    assert [f[:1] + f[2:7] for f in found] == [
        ("127.0.0.1", "GET", TRANSCRIPT, "HTTP/1.1", "200", str(size)),
        ("127.0.0.1", "GET", "/nowhere", "HTTP/1.1", "404", found[1][6])]
    assert [f[7] for f in found] == [r"a \x22b\x22 \x5C", "-"]
    assert all(MADE.fullmatch(f[9]) for f in found)


def test_an_id_that_is_given_is_kept(logged):
    given = ["a", "Root=1-67891233-abcdef012345678912345678", "x" * 128, "A:b+c/d@e_f."]
    told = [logged.get(TRANSCRIPT, headers={"X-Request-Id": i}).headers["X-Request-Id"]
            for i in given]
    assert told == given == [e["id"] for e in entries_of(logged)]


@pytest.mark.parametrize("given", [None, "", "x" * 129, 'a"b', "a b", "a\\", "a,b", "\xfc"])
def test_another_id_is_made(logged, given):
    headers = {} if given is None else {"X-Request-Id": given}
    etag = logged.get(TRANSCRIPT).headers["ETag"]
    told = [logged.get(TRANSCRIPT, headers=headers), logged.request("HEAD", TRANSCRIPT, headers),
            logged.get(TRANSCRIPT, headers={"If-None-Match": etag, **headers}, status=304),
            logged.get("/nowhere", headers=headers, status=404),
            logged.request("PUT", "/v1/episodes/new", headers)]
    told = [answer.headers["X-Request-Id"] for answer in told]
    assert all(MADE.fullmatch(i) for i in told) and len(set(told)) == len(told)
    assert [e["id"] for e in entries_of(logged)][1:] == told


def test_but_for_the_id_the_answers_are_the_same(logged, serve, tmp_path):
    silent = serve(tmp_path / "lantern.txt")
    for target in (TRANSCRIPT, "/nowhere", "/v1/openapi.yaml", "/summary"):
        for fields in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}):
            answers = [client.send("GET", target, fields, None) for client in (silent, logged)]
            bare, told = ([(k, v) for k, v in answer.headers.items() if k != "Date"]
                          for answer in answers)
            assert sorted(told) == sorted([*bare, ("X-Request-Id",
                                                   answers[1].headers["X-Request-Id"])])
            assert answers[0].body == answers[1].body and answers[0].status == answers[1].status


def test_nothing_in_a_request_breaks_its_line(logged):
    targets = [b'/"\\\xff\xc3\xa4%0a<', b"/\x1b[31m", b"/" + b"x" * 5000]
    agents = [b'"\\\t\xfc', b"\x01", b"y" * 5000]
    for target, agent in zip(targets, agents):
        wire = Wire(logged.daemon)
        wire.send(b"GET %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: %s\r\n\r\n" % (target, agent))
        wire.answer()
        wire.close()
    # Two threads may write the lines of three connections in any order.
    third, first, second = sorted(entries_of(logged), key=lambda e: -len(e["target"]))
    for entry, target, agent in ((first, targets[0], agents[0]), (second, targets[1], agents[1])):
        assert entry["target"] == target.decode("latin-1")
        assert entry["agent"].encode("latin-1") == agent
    assert (first["status"], second["status"], third["status"]) == (400, 400, 404)
    assert third["target"] == "/" + "x" * 1999 + "..." and third["agent"] == "y" * 500 + "..."


def test_the_target_as_it_was_sent(logged):
    wire = Wire(logged.daemon)
    targets = ["http://localhost/summary?x=1&y", "/%2e%00?", "*", "/summary?a?b"]
    for target in targets:
        wire.ask(target)
    wire.close()
    assert [e["target"] for e in entries_of(logged)] == targets


def test_requests_that_come_at_once(logged):
    wire = Wire(logged.daemon)
    wire.send(b"".join(request(f"/livez?{i}", f"X-Request-Id: id-{i}", f"User-Agent: {i}")
                       for i in range(20)))
    for i in range(20):
        assert wire.answer()[1]["x-request-id"] == f"id-{i}"
    wire.close()
    assert [(e["target"], e["id"], e["agent"]) for e in entries_of(logged)] == [
        (f"/livez?{i}", f"id-{i}", str(i)) for i in range(20)]


def test_a_client_that_goes_away(logged):
    with socket.create_connection((logged.daemon.host, logged.daemon.port), PATIENCE) as leaving:
        leaving.sendall(b"POST /v1/verify HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                        b"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n")
        assert leaving.recv(100).startswith(b"HTTP/1.1 100 ")
    entry, = entries_of(logged)
    assert (entry["method"], entry["status"], entry["bytes"]) == ("POST", None, None)


def test_lines_of_threads_do_not_mix(logged):
    def ask(name):
        client = Client(logged.daemon)
        for i in range(100):
            client.send("GET", f"/livez?{'z' * i}", {"X-Request-Id": f"{name}-{i}"}, None)

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(e["id"] for e in entries_of(logged)) == sorted(
        f"{name}-{i}" for name in "abcd" for i in range(100))


def test_the_greeting_goes_elsewhere(logged):
    assert "serves 1 episode on http" in logged.daemon.errors.read_text()
    assert entries_of(logged) == []


def test_without_it_there_is_no_id(serving):
    client = serving()
    answer = client.get(TRANSCRIPT, headers={"X-Request-Id": "mine"})
    assert answer.headers["X-Request-Id"] is None
    assert not any(TRANSCRIPT in line for line in lines_of(client.daemon))


def test_another_format_is_refused(tmp_path):
    done = run("serve", "--db", tmp_path / "x.db", "--access-log", "xml")
    assert done.status == 2 and "--access-log takes plain or json, not 'xml'" in done.err


# ---- a stdout that takes no more ----


@pytest.fixture
def pipe(tmp_path):
    """What will be the daemon's stdout: as small as a pipe can be."""
    (tmp_path / "serve").mkdir()
    os.mkfifo(tmp_path / "serve" / "stdout")
    end = os.open(tmp_path / "serve" / "stdout", os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, 4096)
    with open(end, "rb", buffering=0) as file:
        yield file


def lost(client):
    text = client.get("/metrics").text
    return int(re.search(r"(?m)^episoded_access_log_lost_total (\d+)$", text)[1])


def test_nobody_reads_the_log(pipe, serving):
    client = serving("--access-log", "json")
    for i in range(60):
        client.get("/livez")
    assert lost(client) > 0
    client.daemon.stop()
    lines = pipe.read().decode("ascii").splitlines()
    assert 0 < len(lines) < 60 and all(json.loads(line)["status"] == 200 for line in lines)
    assert "lines of the access log are lost" in client.daemon.errors.read_text()


def test_the_reader_of_the_log_goes_away(pipe, serving):
    client = serving("--access-log", "plain")
    client.get("/livez")
    pipe.close()
    before = lost(client)
    for _ in range(5):
        client.get("/livez")
    assert lost(client) - before >= 5
    client.daemon.stop()
    assert "Broken pipe" in client.daemon.errors.read_text()
