"""The life of a daemon: start, load beside it, signals, health."""

import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from client import Client
from conftest import UNHURRIED
from daemon import PATIENCE, Daemon, run

PAGE = "Transcript\nCorin Ash\nThe lantern was green.\n"


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "lantern.txt"
    file.write_text(PAGE)
    return file


def await_answer(ask, expected):
    """Another process's commits show soon, not at once."""
    deadline = time.monotonic() + PATIENCE
    while ask() != expected:
        assert time.monotonic() < deadline, f"still {ask()}"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(tmp_path, page, number):
    daemon = Daemon(tmp_path / "serve", *UNHURRIED, page)
    Client(daemon).get("/summary")
    daemon.stop(number)
    assert f":{daemon.port}" in (daemon.folder / "stdout").read_text()


def test_it_serves_what_was_loaded_before(tmp_path, page):
    (tmp_path / "serve").mkdir()
    assert run("load", "--db", tmp_path / "serve" / "library.db", page).status == 0
    daemon = Daemon(tmp_path / "serve", *UNHURRIED)
    client = Client(daemon)
    assert client.json("/v1/episodes")["total"] == 1
    client.problem("/summary", 404)
    daemon.stop()


def test_the_language_of_what_it_loads(tmp_path, page):
    daemon = Daemon(tmp_path / "serve", *UNHURRIED, "--language", "pt-BR", page)
    assert [e["language"] for e in Client(daemon).json("/v1/episodes")["items"]] == ["pt-BR"]
    daemon.stop()


def test_what_is_loaded_beside_it_shows(tmp_path, page):
    daemon = Daemon(tmp_path / "serve", *UNHURRIED, page)
    client = Client(daemon)
    first = client.get("/transcript.txt")
    etag, revision = first.headers["ETag"], client.json("/v1/episodes")["revision"]
    page.write_text(PAGE.replace("green", "red"))
    assert run("load", "--db", daemon.db, page).status == 0
    await_answer(lambda: "red" in client.get("/transcript.txt").text, True)
    second = client.get("/transcript.txt", headers={"If-None-Match": etag})
    assert second.headers["ETag"] != etag
    assert client.json("/v1/search", q="green", exact=1)["total"] == 0
    assert client.json("/v1/search", q="red")["total"] == 1
    assert client.json("/v1/episodes")["revision"] != revision
    daemon.stop()


def test_an_episode_the_server_has_not_seen(tmp_path, page):
    daemon = Daemon(tmp_path / "serve", *UNHURRIED)
    client = Client(daemon)
    client.problem("/v1/episodes/lantern", 404)
    assert client.json("/v1/search", q="lantern")["total"] == 0
    assert run("load", "--db", daemon.db, page).status == 0
    await_answer(lambda: client.json("/v1/episodes")["total"], 1)
    await_answer(lambda: client.json("/v1/search", q="lantern")["total"], 1)
    client.get("/v1/episodes/lantern")
    daemon.stop()


def test_many_clients_while_a_page_is_replaced(tmp_path, page):
    """Every answer is of one whole version, old or new."""
    versions = [PAGE.replace("green", f"{colour}. " * 300) for colour in ("green", "red")]
    expected = {v.partition("\n")[2].replace(". \n", ".\n") for v in versions}
    page.write_text(versions[0])
    daemon = Daemon(tmp_path / "serve", *UNHURRIED, "--threads", "4", page)
    targets = ["/transcript.txt", "/v1/search?q=lantern&counts=speakers", "/speakers",
               "/v1/episodes"]

    def ask(number):
        client, seen = Client(daemon), set()
        for turn in range(60):
            target = targets[(number + turn) % len(targets)]
            answer = client.send("GET", target, {})
            assert answer.status == 200, answer.text
            if target == "/transcript.txt":
                seen.add(answer.text)
        return seen

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, number) for number in range(8)]
        for version in versions[::-1] * 3:
            page.write_text(version)
            assert run("load", "--db", daemon.db, page).status == 0
        seen = set().union(*(a.result() for a in asked))
    assert seen and seen <= expected
    daemon.stop()


def test_health(tmp_path, server):
    url = server.daemon.url
    for asked in (url, url + "/", url + "/readyz"):
        assert run("health", asked).status == 0
    assert run("health", "--listen", f"0.0.0.0:{server.daemon.port}").status == 0
    assert run("health", url + "/nowhere").status == 1
    daemon = Daemon(tmp_path / "serve")
    daemon.stop()
    result = run("health", daemon.url)
    assert result.status == 1 and result.err
    assert run("health", "ftp://example.org").status in (1, 2)


def test_it_does_not_start_without_its_page(tmp_path, page):
    page.write_text("no transcript")
    result = run("serve", "--db", tmp_path / "x.db", "--listen", "127.0.0.1:0", page)
    assert result.status == 1 and "lantern.txt" in result.err


def test_it_does_not_start_without_its_default(tmp_path, page):
    result = run("serve", "--db", tmp_path / "x.db", "--listen", "127.0.0.1:0", "--default",
                 "nobody", page)
    assert result.status == 1 and "nobody" in result.err


def test_a_port_that_is_taken(tmp_path, server):
    result = run("serve", "--db", tmp_path / "x.db", "--listen", f"127.0.0.1:{server.daemon.port}")
    assert result.status == 1 and str(server.daemon.port) in result.err


def peak_memory(daemon):
    """The most that it ever held, in MiB."""
    status = Path(f"/proc/{daemon.process.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def test_phrases_that_nearly_every_passage_may_have_take_little_memory(tmp_path):
    """Each two neighbouring paragraphs have all words of all phrases, but nowhere in a row."""
    words = ["at", "that", "with", "be", "so", "was", "in", "about"]
    lines = (" ".join(f"{word} {'x y z '[i % 3:] * 3}" for word in words) + "."
             for i in range(10000))
    page = tmp_path / "phrases.txt"
    page.write_text("Transcript\n" + "\n".join(lines) + "\n")
    daemon = Daemon(tmp_path / "serve", *UNHURRIED, "--cache", "0", page)
    client = Client(daemon)
    await_answer(lambda: client.request("GET", "/readyz").status, 200)
    before = peak_memory(daemon)
    found = client.json("/v1/search", q=" OR ".join(f'"{a} {b}"' for a in words for b in words))
    assert found["total"] == 0
    assert peak_memory(daemon) < before + 32
    daemon.stop()


def test_a_time_budget_answers_503(tmp_path):
    """Forty thousand passages can't be ranked in a millisecond, on any machine."""
    words = [a + b for a in "abcdefgh" for b in "klmnopqr"]
    lines = (" ".join(words[(i * k) % 64] for k in range(1, 12)) + "." for i in range(40000))
    page = tmp_path / "long.txt"
    page.write_text("Transcript\n" + "\n".join(lines) + "\n")
    daemon = Daemon(tmp_path / "serve", "--budget", "1", "--cache", "0", page)
    client = Client(daemon)
    answer = client.request("GET", "/v1/search?q=" + "+OR+".join(a + "*" for a in "abcdefgh"))
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.json()["type"].endswith(":busy")
    client.get("/livez")
    daemon.stop()
