"""Damaged pages: understood or refused, and what was stored stays."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon import SANITIZED, run

EXAMPLES = settings(max_examples=20 if SANITIZED else 60)
DEBRIS = [b"Transcript", b"Episode Chapters", b"1: ", b"Name: \"quote\"", b"Guest Name(s)",
          b"None", b"Books", b"\xef\xbb\xbf", b"\xff", b"\0", b"\r", b"{", b"\xe2\x80\x9c",
          b"\t", b"- "]


def mutated(content, seed):
    """content after a few random edits."""
    chance = random.Random(seed)
    lines = content.split(b"\n")
    for _ in range(chance.randint(1, 12)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(6)
        if kind == 0:
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 1:
            lines.insert(at, lines[other])
        elif kind == 2 and len(lines) > 10:
            del lines[at:at + chance.randint(1, len(lines) // 3)]
        elif kind == 3:
            cut = chance.randint(0, len(lines[at]))
            lines[at] = lines[at][:cut] + chance.choice(DEBRIS) + lines[at][cut:]
        elif kind == 4:
            cut = chance.randint(0, len(lines[at]))
            lines[at:at + 1] = [lines[at][:cut], lines[at][cut:]]
        else:
            lines[at] = lines[at] * chance.randint(2, 40)
    return b"\n".join(lines)


@pytest.fixture(scope="module")
def stored(tmp_path_factory, sample):
    """A database with the sample in it, and a file to damage."""
    folder = tmp_path_factory.mktemp("mutated")
    db = folder / "library.db"
    assert run("load", "--db", db, sample).status == 0
    return db, folder / "the-tide-clock.txt"


def load_and_look(db, file):
    """A failed load leaves the old episode; another replaces it by what check says."""
    before = run("export", "--db", db, "the-tide-clock").stdout
    checked = run("check", "--json", file)
    loaded = run("load", "--db", db, file)
    after = run("export", "--db", db, "the-tide-clock").stdout
    assert checked.status == loaded.status and loaded.status in (0, 1)
    if loaded.status == 1:
        assert after == before and str(file) in loaded.err
    else:
        assert after == checked.stdout


@EXAMPLES
@given(seed=st.integers(0, 2**32))
def test_damaged_pages(stored, sample, seed):
    db, file = stored
    file.write_bytes(mutated(sample.read_bytes(), seed))
    assert run("check", file).status in (0, 1)
    load_and_look(db, file)


TEXT = st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))


@EXAMPLES
@given(content=st.binary(max_size=400) | TEXT)
def test_any_bytes(stored, content):
    db, file = stored
    file.write_bytes(b"Transcript\nCorin Ash\n" + content)
    load_and_look(db, file)


@EXAMPLES
@given(seed=st.integers(0, 2**32))
def test_damaged_documents(stored, sample, seed):
    db, _ = stored
    document = run("check", "--json", sample).stdout
    file = stored[1].with_name("the-tide-clock.json")
    file.write_bytes(mutated(document, seed))
    result = run("load", "--db", db, "--id", "damaged", file)
    assert result.status in (0, 1)
    assert run("check", file).status == result.status
