"""`episoded load` killed at any moment: what is there is whole, and the index is that of it."""

import json
import random
import sqlite3
import subprocess
import time

import pytest

from daemon import BINARY, environment, run

PAGES = 150  # they are stored 128 at a time
WORDS = [a + b + c for a in "bdfgklmn" for b in "aeiou" for c in ("rto", "mpu", "ska", "lvo")]
QUERIES = [*WORDS[::17], "ba* OR du*", '"barto bampu"', "barto -bampu", "barto bampu",
           "the page of tides"]


def page(number, version=1):
    chance = random.Random(number * 1000 + version)
    lines = [" ".join(chance.choices(WORDS, weights=range(len(WORDS), 0, -1), k=30))
             for _ in range(12)]
    said = "\n".join(f"{('Mira Okono', 'Jo Lind')[i % 2]}\n{line}" for i, line in enumerate(lines))
    return f"Main Takeaways\n- The page {number} of tides.\nTranscript\n{said}\n"


def write(folder, version=1):
    folder.mkdir(exist_ok=True)
    for number in range(PAGES):
        (folder / f"page-{number}.txt").write_text(page(number, version))
    return folder


def rows(db, sql):
    connection = sqlite3.connect(db)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def start(db, folder):
    return subprocess.Popen([BINARY, "load", "--db", db, "--quiet", folder], env=environment(),
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def answers(db):
    """What the index says, but for the numbers that hang on the order things came in."""
    found = []
    for query in QUERIES:
        done = run("search", "--db", db, "--json", "--limit", "1000", "--exact", "--in",
                   "transcript,takeaways", "--", query)
        assert done.status < 2, done.said
        answer = json.loads(done.out)
        found.append((answer["total"], sorted(
            (h["episode"]["id"], h["in"], h.get("paragraph") or h.get("n") or 0)
            for h in answer["items"]) if answer["total"] <= 1000 else None))
    return found


def counts(db):
    return [rows(db, sql) for sql in (
        "SELECT text, sum(df) FROM word WHERE df <> 0 GROUP BY text ORDER BY text",
        "SELECT text, df, page_df FROM term WHERE df <> 0 OR page_df <> 0 ORDER BY text",
        "SELECT documents, words, page_documents, page_words FROM index_state")]


def sources(db):
    """The page of each episode that is there."""
    return dict(rows(db, "SELECT id, bytes FROM episode JOIN source ON source.episode = key"))


def check(db, tmp_path):
    """That it is as a database into which what is there was loaded, and nothing else ever."""
    assert rows(db, "PRAGMA integrity_check") == [("ok",)]
    there = sources(db)
    fresh, pages = tmp_path / "fresh.db", tmp_path / "fresh"
    pages.mkdir(exist_ok=True)
    for old in [*tmp_path.glob("fresh.db*"), *pages.iterdir()]:
        old.unlink()
    for name, text in there.items():
        (pages / f"{name}.txt").write_bytes(text)
    run("load", "--db", fresh, "--quiet", pages)
    assert sources(fresh) == there
    assert counts(db) == counts(fresh)
    assert answers(db) == answers(fresh)


def is_made(db):
    return db.exists() and rows(db, "SELECT 1 FROM sqlite_schema WHERE name = 'index_state'")


def kill_while_loading(db, folder, seconds):
    process = start(db, folder)
    time.sleep(seconds)
    process.kill()
    process.wait()


def seconds_to_load(tmp_path, folder):
    begun = time.monotonic()
    assert start(tmp_path / "whole.db", folder).wait() == 0
    return time.monotonic() - begun


@pytest.mark.parametrize("replacing", [False, True])
def test_killed(tmp_path, replacing):
    """How much is there when it is killed is a matter of luck, and no matter."""
    chance, db, folder = random.Random(1), tmp_path / "library.db", write(tmp_path / "pages")
    whole = seconds_to_load(tmp_path, folder)
    for version in range(2, 7):
        if replacing:
            assert run("load", "--db", db, "--quiet", folder).status == 0
            write(folder, version)
        kill_while_loading(db, folder, whole * chance.random() * 0.8)
        if is_made(db):
            check(db, tmp_path)
        if not replacing:
            for part in tmp_path.glob("library.db*"):
                part.unlink()
    assert run("load", "--db", db, "--quiet", folder).status == 0
    assert sources(db) == {path.stem: path.read_bytes() for path in folder.iterdir()}
    check(db, tmp_path)
