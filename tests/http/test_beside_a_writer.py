"""Searching over HTTP while another process replaces the episodes: every answer is of one state."""

import json
import threading
import urllib.parse

from client import Client
from daemon import SANITIZED, Daemon, run

EPISODES, VERSIONS, THREADS = 12, 8 if SANITIZED else 25, 4
VERSION_WORDS = [a + b + "ko" for a in "bdfgklmn" for b in "aeiou"]
# Each of them finds both paragraphs of every episode, whatever the version.
QUERIES = ["tide lamp", '"the tide lamp"', "tid* lam*", "tide OR lamp", "lamp -whale",
           '"lamp of"', "l*"]


def page(version):
    """Two paragraphs that tell the version; it grows and shrinks, so that it moves in the index."""
    said = f"Here is the tide lamp of {VERSION_WORDS[version]}."
    more = "\nAnd nobody knows why." * (version % 5)
    return f"Transcript\nMira Okono\n{said}\nJo Lind\n{said}{more}\n"


def write(folder, version):
    folder.mkdir(exist_ok=True)
    for number in range(EPISODES):
        (folder / f"page-{number}.txt").write_text(page(version))
    return folder


def version_of(hit):
    text = "".join(part["text"] for part in hit["snippet"])
    return text.split(" of ")[1].split(".")[0]


def ask(client, query, failures):
    target = "/v1/search?" + urllib.parse.urlencode(
        {"q": query, "limit": 100, "counts": "episodes"})
    answer = client.send("GET", target, {})
    if answer.status != 200:
        failures.append((query, answer.status, answer.text))
        return
    found = json.loads(answer.text)
    states = {version_of(hit) for hit in found["items"]}
    whole = found["match"] == "all" and found["total"] == len(found["items"]) == 2 * EPISODES
    counted = {c["count"] for c in found["counts"]["episodes"]} == {2}
    if len(states) != 1 or not whole or not counted:
        failures.append((query, states, found["match"], found["total"]))


def test_one_state_an_answer(tmp_path):
    folder, done, failures = write(tmp_path / "pages", 0), threading.Event(), []
    daemon = Daemon(tmp_path / "serve", "--budget", "60000", "--threads", "3", folder)

    def read(number):
        client = Client(daemon)
        asked = 0
        while not done.is_set() or asked == 0:
            ask(client, QUERIES[(number + asked) % len(QUERIES)], failures)
            asked += 1

    readers = [threading.Thread(target=read, args=(n,)) for n in range(THREADS)]
    try:
        for reader in readers:
            reader.start()
        for version in range(1, VERSIONS):
            write(folder, version)
            loaded = run("load", "--db", daemon.db, folder)
            if loaded.status != 0:
                failures.append(loaded.said)
    finally:
        done.set()
        for reader in readers:
            reader.join()
        daemon.stop()
    assert not failures, failures[:5]
