"""load, of many pages: what is told in which order, and what is there in the end."""

import re
import resource
import signal
import sqlite3
import subprocess

import pytest

from daemon import BINARY, PATIENCE, environment, run

GOOD = "Transcript\nOrla Finch\nThe pebble number {} is grey.\n"


@pytest.fixture
def db(tmp_path):
    return tmp_path / "library.db"


@pytest.fixture
def folder(tmp_path):
    """Writes pages, or what stands in for one by its number, into a folder."""
    def write(count, instead=None, name="pages"):
        place = tmp_path / name
        place.mkdir()
        for n in range(count):
            text = (instead or {}).get(n, GOOD.format(n))
            (place / f"a-pebble-of-the-long-grey-beach-{n:04}.txt").write_text(text)
        return place
    return write


def begin(db, *args, **more):
    return subprocess.Popen([BINARY, "load", "--db", db, *map(str, args)],
                            env=environment(), **more)


def stored(db):
    with sqlite3.connect(db) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM episode ORDER BY id")]


def found(db, *query):
    """The ids of the episodes with a hit."""
    done = run("search", "--db", db, "--json", "--limit", "1000", *query)
    return set(re.findall(r"a-pebble-[a-z-]*[0-9]{4}", done.out))


def ids(place):
    return sorted(file.stem for file in place.iterdir())


def test_broken_pages_among_good_ones(db, folder):
    broken = {n: "No page at all\n" for n in range(3, 300, 7)}
    place = folder(300, broken)
    with begin(db, place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        *lines, totals = process.stdout.read().splitlines()
    assert process.returncode == 1
    assert totals == f"{300 - len(broken)} loaded, 0 unchanged, {len(broken)} failed"
    names = ids(place)
    assert [re.search(r"a-pebble-[a-z-]*[0-9]{4}", line)[0] for line in lines] == names
    for n, line in enumerate(lines):
        assert line.startswith("episoded: " if n in broken else "loaded "), line
    good = [name for n, name in enumerate(names) if n not in broken]
    assert stored(db) == good
    assert found(db, "pebble") == set(good)


def refuse(db, word):
    """From now on the database takes no paragraph with the word."""
    with sqlite3.connect(db) as connection:
        connection.execute(f"CREATE TRIGGER refuse BEFORE INSERT ON paragraph "
                           f"WHEN NEW.text LIKE '%{word}%' BEGIN SELECT RAISE(ABORT, 'no'); END")


def test_what_the_database_refuses_takes_no_other_with_it(db, folder):
    place = folder(9)
    run("load", "--db", db, place / "a-pebble-of-the-long-grey-beach-0004.txt")
    refuse(db, "poison")
    for n in (4, 7):
        file = place / f"a-pebble-of-the-long-grey-beach-{n:04}.txt"
        file.write_text(GOOD.format("poison"))
    done = run("load", "--db", db, place)
    assert done.status == 1
    assert [done.count(what) for what in ("loaded", "unchanged", "failed")] == [7, 0, 2]
    assert re.findall(r"beach-(\d+)\.txt: ", done.err) == ["0004", "0007"]
    names = ids(place)
    del names[7]
    assert stored(db) == names
    assert found(db, "pebble") == set(names)
    assert found(db, "poison") == set()
    with sqlite3.connect(db) as connection:
        connection.execute("DROP TRIGGER refuse")
    done = run("load", "--db", db, place)
    assert [done.count(what) for what in ("loaded", "unchanged", "failed")] == [2, 7, 0]
    assert len(found(db, "poison")) == 2


def test_a_full_disk_ends_it(db, tmp_path):
    """What follows is not tried, and what was stored before is there."""
    place = tmp_path / "pages"
    place.mkdir()
    for n in range(40):
        words = "".join(f"Pebble {n} of {k} is grey.\n" for k in range(n * 5000, n * 5000 + 3000))
        (place / f"a-pebble-of-the-long-grey-beach-{n:04}.txt").write_text(
            f"Transcript\nOrla Finch\nThe lighthouse went out.\n{words}")
    with begin(db, place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
               restore_signals=False,  # SIGXFSZ stays ignored
               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (6 << 20,) * 2)) as load:
        out, said = load.communicate(timeout=PATIENCE)
    assert load.returncode == 1
    loaded, left = map(int, re.search(r"(\d+) loaded, 0 unchanged, 1 failed, (\d+) not tried",
                                      out).groups())
    names = ids(place)
    assert loaded > 0 and left > 9 and loaded + 1 + left == 40
    assert stored(db) == names[:loaded] and found(db, "lighthouse") == set(names[:loaded])
    assert re.findall(r"(\S+)\.txt: ", said) == [str(place / names[loaded])]
    assert "the disk" in said or "the database file" in said


def test_a_signal_ends_it_and_what_was_told_is_there(db, folder):
    place = folder(1500)  # whose reports are more than a pipe holds: it can't end before it is read
    with begin(db, place, stdout=subprocess.PIPE, text=True) as process:
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        *lines, totals = [first, *process.stdout.read().splitlines()]
    assert process.returncode == -signal.SIGTERM
    told = [re.match(r"loaded (\S+):", line)[1] for line in lines]
    assert told == ids(place)[:len(told)] and len(told) < 1500
    assert totals == f"{len(told)} loaded, 0 unchanged, 0 failed"
    assert stored(db) == told
    assert found(db, "pebble") == set(told[:1000])
    done = run("load", "--db", db, place)
    assert [done.count(what) for what in ("loaded", "unchanged")] == [1500 - len(told), len(told)]


def test_a_kill_leaves_what_was_told(db, folder):
    place = folder(1500)
    with begin(db, place, stdout=subprocess.PIPE, text=True) as process:
        first = process.stdout.readline()
        process.kill()
        lines = [first, *process.stdout.read().splitlines(True)]
    told = [re.match(r"loaded (\S+):", line)[1] for line in lines if line.endswith("\n")]
    there = stored(db)
    assert set(told) <= set(there) and there == ids(place)[:len(there)]
    assert run("load", "--db", db, place).status == 0
    assert stored(db) == ids(place)


def test_a_signal_ends_the_reading_of_standard_input(db):
    with begin(db, "--id", "piped", "-", stdin=subprocess.PIPE) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == -signal.SIGTERM


@pytest.mark.parametrize("same", [True, False])
def test_two_loaders_at_once(db, folder, same):
    places = [folder(300), None]
    places[1] = places[0] if same else folder(400, name="others")
    loaders = [begin(db, place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
               for place in places]
    for loader in loaders:
        _, said = loader.communicate(timeout=PATIENCE * 10)
        assert loader.returncode == 0, said
    names = ids(places[1])
    assert stored(db) == names
    assert found(db, "pebble") == set(names)
    hits = run("search", "--db", db, "--json", "pebble").out
    assert re.search(r'"total": *(\d+)', hits)[1] == str(len(names))
