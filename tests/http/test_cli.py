"""The commands: load, check, export, health, and what they say."""

import json
import os
import re
import shutil
import subprocess

import pytest

import contract
import library_pages
from daemon import BINARY, environment, run

PAGE = "Transcript\nCorin Ash\nThe lantern was green.\n"
OTHER = "Transcript\nCorin Ash\nThe lantern was red.\nAnd lit.\n"


@pytest.fixture
def db(tmp_path):
    return tmp_path / "library.db"


@pytest.fixture
def page(tmp_path):
    """Writes a page and gives its path."""
    def write(text=PAGE, name="lantern.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file
    return write


def load(db, *args, status=0, **more):
    result = run("load", "--db", db, *args, **more)
    assert result.status == status, result.said
    return result


def export(db, episode, status=0):
    result = run("export", "--db", db, episode)
    assert result.status == status, result.said
    return result.stdout


def counts(result):
    return [result.count(w) for w in ("loaded", "unchanged", "failed")]


# ---- load ----

def test_load_then_unchanged_then_replaced(db, page):
    assert counts(load(db, page())) == [1, 0, 0]
    first = export(db, "lantern")
    assert counts(load(db, page())) == [0, 1, 0]
    assert export(db, "lantern") == first
    assert counts(load(db, page(OTHER))) == [1, 0, 0]
    texts = [p["text"] for t in json.loads(export(db, "lantern"))["turns"] for p in t["paragraphs"]]
    assert texts == ["The lantern was red.", "And lit."]


def test_load_counts_the_warnings_that_check_lists(db, sample):
    listed = run("check", sample).out.split("\nwarnings\n")[1].strip().splitlines()
    assert load(db, sample).count("warnings") == len(listed) > 0
    assert load(db, "--title", "Other", sample).count("warnings") == len(listed)


def test_other_metadata_is_no_unchanged_input(db, page):
    load(db, page())
    assert counts(load(db, "--title", "Green", page())) == [1, 0, 0]
    assert json.loads(export(db, "lantern"))["title"] == "Green"


def test_metadata_by_options(db, page):
    load(db, "--id", "night-one", "--title", "A \"title\"", "--show", "Shed", "--published",
         "2024-02-29", "--link", "https://example.org/x", "--language", "pt-BR", page())
    document = json.loads(export(db, "night-one"))
    assert [document[k] for k in ("title", "show", "published", "link", "language")] == [
        "A \"title\"", "Shed", "2024-02-29", "https://example.org/x", "pt-BR"]


def test_a_language_for_all(db, page):
    folder = os.path.dirname(page())
    page(OTHER, "other.txt")
    assert counts(load(db, "--language", "nb", folder)) == [2, 0, 0]
    for episode in ("lantern", "other"):
        assert json.loads(export(db, episode))["language"] == "nb"
    result = run("load", "--db", db, "--language", "nb", "--title", "Both", folder)
    assert result.status == 2 and "--title" in result.err


def test_the_language_comes_back_from_an_export(db, page, tmp_path):
    load(db, "--language", "zh-Hant", page())
    exported = page(export(db, "lantern"), "exported.json")
    other = str(tmp_path / "other.db")
    assert counts(load(other, exported)) == [1, 0, 0]
    assert json.loads(export(other, "lantern"))["language"] == "zh-Hant"


@pytest.mark.parametrize("option,value", [
    ("--id", "Not A Slug"), ("--id", ""), ("--id", "a/b"), ("--id", "x" * 101),
    ("--published", "yesterday"), ("--published", "2024-02-30"), ("--link", "javascript:alert(1)"),
    ("--language", "English"), ("--language", "en_US"), ("--language", "")])
def test_metadata_is_checked(db, page, option, value):
    result = run("load", "--db", db, option, value, page())
    assert result.status in (1, 2) and result.err
    export(db, "lantern", status=1)


def test_sidecar(db, page):
    page(json.dumps(library_pages.SIDECAR), "lantern.meta.json")
    load(db, page())
    document = json.loads(export(db, "lantern"))
    assert {k: document[k] for k in library_pages.SIDECAR} == library_pages.SIDECAR
    load(db, "--title", "By hand", page())
    document = json.loads(export(db, "lantern"))
    assert document["title"] == "By hand" and document["show"] == library_pages.SIDECAR["show"]


@pytest.mark.parametrize("name,sidecar,text", [
    ("lantern.txt", "lantern.meta.json", '\ufeff{"title": "Green"}'),
    ("LANTERN.TXT", "LANTERN.meta.json", '{"title": "Green"}'),
    ("LANTERN.TXT", "LANTERN.META.JSON", '\ufeff{"title": "Green"}')])
def test_sidecars_of_other_systems(db, page, tmp_path, name, sidecar, text):
    page(text, f"pages/{sidecar}")
    page(name=f"pages/{name}")
    assert counts(load(db, tmp_path / "pages")) == [1, 0, 0]
    assert json.loads(export(db, "lantern"))["title"] == "Green"


def test_extensions_in_capitals(db, page, tmp_path):
    load(db, page())
    page(export(db, "lantern"), "pages/EXPORTED.JSON")
    page(OTHER, "pages/SHED.TXT")
    page(OTHER, "pages/Night/PAGE.Txt")
    page('{"title": "x"}', "pages/OTHER.META.JSON")
    page('{"name": "x"}', "pages/PACKAGE.JSON")
    again = tmp_path / "again.db"
    assert counts(load(again, tmp_path / "pages")) == [3, 0, 0]
    for episode in ("lantern", "shed", "night"):
        export(again, episode)


@pytest.mark.parametrize("text", ["{", "[]", '{"titel": "x"}', '{"title": 3}',
                                  '{"published": "soon"}', '{"language": "e"}', "", '{"title": "a\\u0000b"}'])
def test_bad_sidecar(db, page, text):
    page(text, "lantern.meta.json")
    result = load(db, page(), status=1)
    assert "lantern.meta.json" in result.err and result.count("failed") == 1
    export(db, "lantern", status=1)
    result = run("check", page())
    assert result.status == 1 and "lantern.meta.json" in result.err


@pytest.mark.parametrize("args", [
    ["check", "--json", "lantern.txt"], ["check", "lantern.txt"], ["load", "lantern.txt"],
    ["load", "--quiet", "lantern.txt"], ["export", "other"], ["search", "lantern"],
    ["correct", "other", "--list"], ["correct", "other", "--role", "Corin Ash", "clip"],
    ["--help"], ["help"], ["--version"], ["load", "--help"], ["serve", "--help"]])
def test_a_full_disk_is_told(page, tmp_path, args):
    page()
    load(tmp_path / "episoded.db", page(name="other.txt"))
    run("correct", "other", "--role", "Corin Ash", "host", cwd=tmp_path)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([str(BINARY), *args], stdout=full, cwd=tmp_path, env=environment(),
                              stderr=subprocess.PIPE, check=False)
    assert done.returncode == (2 if args[0] == "search" else 1)
    assert b"written" in done.stderr and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("name,episode", [
    ("Night One.txt", "night-one"), ("night/page.txt", "night"),
    ("Night Two/index.txt", "night-two"), ("n/transcript.txt", "n"), ("m/episode.txt", "m"),
    ("Éclair 5.txt", "eclair-5"),
    ("dotted.name.txt", "dotted-name")])
def test_id_of_a_file(db, page, name, episode):
    load(db, page(name=name))
    assert json.loads(export(db, episode))["id"] == episode


def test_a_name_without_a_slug_needs_an_id(db, page):
    result = run("load", "--db", db, page(name="灯笼.txt"))
    assert result.status in (1, 2) and "--id" in result.err
    load(db, "--id", "lantern", page(name="灯笼.txt"))


def test_folders_are_searched(db, tmp_path):
    (tmp_path / "pages").mkdir()
    library_pages.write(tmp_path / "pages")
    result = load(db, tmp_path / "pages")
    assert counts(result) == [len(library_pages.IDS), 0, 0]
    assert counts(load(db, tmp_path / "pages")) == [0, len(library_pages.IDS), 0]
    for episode in library_pages.IDS:
        export(db, episode)


def test_progress_on_a_terminal_and_plain_lines_elsewhere(db, page):
    files = [page(), page(OTHER, "other.txt")]
    mine, theirs = os.openpty()
    with subprocess.Popen([BINARY, "load", "--db", db, *files], stdout=subprocess.PIPE,
                          stderr=theirs, env=environment()) as process:
        os.close(theirs)
        out, bar = process.stdout.read(), b""
        try:
            while some := os.read(mine, 4096):
                bar += some
        except OSError:  # EIO: the other end is closed
            pass
        os.close(mine)
    assert process.returncode == 0 and b"2 loaded" in out
    assert b"\r" in bar and b"1 of 2" in bar
    plain = load(db, "--title", "x", files[0])
    assert "\r" not in plain.said and "lantern" in plain.out


def test_two_files_of_one_id_are_both_errors(db, page):
    files = [page(name="a/lantern.txt"), page(OTHER, "b/lantern.txt")]
    result = load(db, *files, page(name="other.txt"), status=1)
    assert counts(result) == [1, 0, 2]
    for file, other in zip(files, reversed(files)):
        assert f"{file}: {other} gives the same id, lantern" in result.err
    export(db, "lantern", status=1)
    export(db, "other")


@pytest.mark.parametrize("paths", [
    ["a/lantern.txt", "a/lantern.txt"], ["a", "a/lantern.txt"], ["a/lantern.txt", "./a"],
    ["a", "a", "b/../a/lantern.txt"], ["a/lantern.txt", "b"], ["a", "b/lantern.txt", "b"]])
def test_a_file_named_twice_counts_once(db, page, tmp_path, paths):
    page(name="a/lantern.txt")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "lantern.txt").symlink_to("../a/lantern.txt")
    assert counts(load(db, *paths, cwd=tmp_path)) == [1, 0, 0]
    assert counts(load(db, "--title", "Green", *paths, cwd=tmp_path)) == [1, 0, 0]


def test_what_is_not_there_fails_once(db, tmp_path):
    result = load(db, "missing.txt", "missing.txt", status=1, cwd=tmp_path)
    assert counts(result) == [0, 0, 1] and "No such file" in result.err


def test_links_of_other_names_are_other_episodes(db, page, tmp_path):
    (tmp_path / "lamp.txt").symlink_to(page())
    assert counts(load(db, page(), tmp_path / "lamp.txt")) == [2, 0, 0]


def test_one_failure_leaves_the_others(db, page):
    bad = page("no transcript here", "bad.txt")
    result = load(db, page(), bad, page(OTHER, "last.txt"), status=1)
    assert counts(result) == [2, 0, 1] and "bad.txt" in result.err
    export(db, "last")


def test_standard_input(db):
    result = run("load", "--db", db, "-", stdin=PAGE.encode())
    assert result.status in (1, 2) and "--id" in result.err
    load(db, "--id", "piped", "-", stdin=PAGE.encode())
    assert json.loads(export(db, "piped"))["id"] == "piped"


@pytest.mark.parametrize("name", ["灯笼.txt", "missing.txt"])
def test_a_file_without_id_or_content_leaves_the_others(db, page, tmp_path, name):
    files = [page(name="first.txt"), tmp_path / name, page(OTHER, "last.txt")]
    if name != "missing.txt":
        page(name=name)
    result = load(db, *files, status=1)
    assert counts(result) == [2, 0, 1] and name in result.err
    export(db, "last")


BAD = {
    "empty": (b"", "empty|transcript"),
    "blank": (b" \n\t\n", "empty|transcript"),
    "no transcript": (b"Primary Topic\nLanterns\n", "transcript"),
    "empty transcript": (b"Primary Topic\nLanterns\nTranscript\n", "transcript"),
    "not UTF-8": (b"Transcript\nCorin Ash\nThe \xff lantern\n", ":3:5:.*UTF-8"),
    "not UTF-8 behind umlauts": (
        "Transcript\nCorin Ash\nÄÖ".encode() + b"\xc3\n", ":3:3:.*UTF-8"),
    "overlong": (b"Transcript\nCorin Ash\n\xc0\xaf\n", ":3:1:.*UTF-8"),
    "surrogate": (b"Transcript\nCorin Ash\n\xed\xa0\x80\n", ":3:1:.*UTF-8"),
    "NUL": (b"Transcript\nCorin Ash\nThe\0lantern\n", ":3:4:.*NUL"),
    "binary": (b"\x7fELF\x02\x01\x01\0\0\0\0" + bytes(range(256)), "NUL|UTF-8|binary"),
    "broken document": (b'{"format": "episoded/episode",', "JSON|document|expected"),
    "foreign document": (b'{"name": "left-pad", "version": "1.0.0"}', "format|episoded"),
    "later document": (
        b'{"format": "episoded/episode", "version": 99, "id": "lantern"}', "version"),
    "document without turns": (
        b'{"format": "episoded/episode", "version": 1, "id": "lantern"}', "."),
}


@pytest.mark.parametrize("command", ["load", "check"])
@pytest.mark.parametrize("name", BAD)
def test_bad_input(db, page, command, name):
    content, words = BAD[name]
    load(db, page())
    before = export(db, "lantern")
    bad = page(content, "bad/lantern.txt")
    result = run(command, *(["--db", db] if command == "load" else []), bad)
    assert result.status == 1, result.said
    assert re.search(words, result.err, re.I), result.err
    assert str(bad) in result.err
    assert export(db, "lantern") == before
    fresh = db.with_name("fresh.db")
    load(fresh, bad, status=1)
    export(fresh, "lantern", status=1)


def test_size_limit(db, page):
    big = page(PAGE + "x" * 5000 + "\n")
    result = load(db, "--max-bytes", "4K", big, status=1)
    assert "lantern.txt" in result.err and result.count("failed") == 1
    load(db, "--max-bytes", "6K", big)
    huge = page(name="huge.txt")
    with open(huge, "r+b") as file:
        file.truncate((64 << 20) + 1)
    assert load(db, huge, status=1).count("failed") == 1


# ---- forms of the same page ----

@pytest.mark.parametrize("change", [
    lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t.replace("\n", " \t\n"),
    lambda t: t.replace("\n", "\n\n"), lambda t: t.replace("Transcript\n", "TRANSCRIPT:\n"),
    lambda t: t.replace("Guest Name(s)\n", "guest names:\n"), lambda t: t.rstrip("\n"),
    lambda t: t.replace("1: Paper", "1. Paper").replace("2: String", "2) String"),
    lambda t: t.replace("Primary Topic\nHow a kite is made of paper & string.\n", "").replace(
        "Transcript\n", "Primary Topic\nHow a kite is made of paper & string.\nTranscript\n")])
def test_forms_of_a_page(page, change):
    def understood(text):
        result = run("check", "--json", page(text, "kite.txt"))
        assert result.status == 0, result.said
        return without_places(json.loads(result.out))
    assert understood(change(library_pages.KITE)) == understood(library_pages.KITE)


def without_places(thing):
    if isinstance(thing, dict):
        return {k: without_places(v) for k, v in thing.items() if k not in ("line", "column")}
    return [without_places(v) for v in thing] if isinstance(thing, list) else thing


# ---- check and export ----

def test_check_tells_what_was_understood(sample):
    result = run("check", sample)
    assert result.status == 0 and result.err == ""
    for word in ("Marit Tollaksund", "Marit Tolaksund", "exact", "not_found", "Cuppernoon"):
        assert word in result.out
    assert re.search(rf"(?m)^{re.escape(str(sample))}:\d+:\d+: \S", result.out)


def test_a_transcript_without_labels_is_warned_of(page):
    warning = ":5:1: nobody is known to speak"
    text = "Primary Topic\nLanterns\n\nTranscript\nThe lantern was green.\nAnd lit.\n"
    assert run("check", page(text)).out.count(warning) == 1
    assert "label" not in run("check", page()).out
    # A name that nobody lists, and a colon, are no label.
    text = text.replace("The lantern", "Corin Ash:\nThe lantern")
    assert run("check", page(text)).out.count(warning) == 1
    labelled = run("check", page(text.replace("Lanterns\n", "Lanterns\nGuest Name\nCorin Ash\n")))
    assert "label" not in labelled.out and re.search(r"Corin Ash +1 turns", labelled.out)


RUDE = """Guest Name(s)
Corin\x1b]0=x\x07 Ash
Books
\x1b[1m by Bo
Episode Chapters
1: Green
Bo \x9bLund: "It was \x1b[2Jgreen."
Transcript
Corin\x1b]0=x\x07 Ash
The lantern\x7f was \x1b[2Jgreen\x07.
This episode is brought to you by Dun\x1bnock Mutual. Visit dunnock.com today.
"""
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def test_text_of_a_page_commands_no_terminal(db, page):
    result = run("check", page(RUDE))
    assert result.status == 0 and not CONTROL.search(result.said), result.said
    assert "It was \ufffd[2Jgreen." in result.out and "Corin\ufffd]0=x\ufffd Ash" in result.out
    document = json.loads(run("check", "--json", page(RUDE)).out)
    name = document["speakers"][0]["name"]
    assert "\x1b" in name
    load(db, page(RUDE))
    for args in (["--role", name, "clip"], ["--quote", "1", "1"], ["--list"], ["--undo"],
                 ["--role", "No\x1bbody", "clip"]):
        result = run("correct", "--db", db, "lantern", *args)
        assert result.said and not CONTROL.search(result.said), result.said
    document["published"] = "so\x1bon"
    result = run("check", page(json.dumps(document), "rude\x1b.json"))
    assert result.status == 1 and not CONTROL.search(result.said)
    assert "'so\ufffdon'" in result.err


def test_check_of_a_folder_s_files(page):
    result = run("check", page(), page("nothing", "bad.txt"), page(OTHER, "c.txt"))
    assert result.status == 1 and "bad.txt" in result.err
    assert "lantern.txt" in result.out and "c.txt" in result.out


def test_check_json_is_the_document(db, sample):
    result = run("check", "--json", sample)
    contract.validate_document(json.loads(result.out))
    load(db, sample)
    assert result.stdout == export(db, "the-tide-clock")


def test_check_stores_nothing(tmp_path, sample):
    assert run("check", sample, cwd=tmp_path).status == 0
    assert list(tmp_path.iterdir()) == []


def test_document_goes_round(db, sample, tmp_path):
    load(db, sample)
    first = export(db, "the-tide-clock")
    contract.validate_document(json.loads(first))
    document = tmp_path / "renamed.json"
    document.write_bytes(first)
    again = tmp_path / "again.db"
    load(again, document)
    assert export(again, "the-tide-clock") == first
    assert counts(load(again, document)) == [0, 1, 0]
    # By hand, the analysis' fields changed: they are made anew.
    spoiled = json.loads(first)
    spoiled["quotes"][4]["verdict"] = "exact"
    spoiled["speakers"] = spoiled["speakers"][:1]
    document.write_text(json.dumps(spoiled))
    load(again, document)
    assert export(again, "the-tide-clock") == first


def test_an_unknown_field_of_a_document_is_warned_of(db, page, sample):
    load(db, sample)
    exported = export(db, "the-tide-clock")
    listed = run("check", page(exported, "exported.json")).out
    assert "not known" not in listed
    document = json.loads(exported)
    document["turns"][3]["paragraphs"][0]["mood"] = "grey"
    document["titel"] = "x"
    file = page(json.dumps(document), "exported.json")
    told = run("check", file).out
    assert f"\n{file}: the field 'titel' is not known here and is left out; did you mean" in told
    assert f"\n{file}: the field 'turns[3].paragraphs[0].mood' is not known" in told
    assert load(db, file).count("warnings") == listed.split("\nwarnings\n")[1].count("\n") + 1


def test_document_of_every_small_page(db, tmp_path):
    (tmp_path / "pages").mkdir()
    library_pages.write(tmp_path / "pages")
    load(db, tmp_path / "pages")
    for episode in library_pages.IDS:
        (tmp_path / "documents").mkdir(exist_ok=True)
        (tmp_path / "documents" / f"{episode}.json").write_bytes(export(db, episode))
    again = tmp_path / "again.db"
    assert counts(load(again, tmp_path / "documents")) == [len(library_pages.IDS), 0, 0]
    for episode in library_pages.IDS:
        assert export(again, episode) == export(db, episode)


def test_export_of_nothing(db, page, tmp_path):
    load(db, page())
    result = run("export", "--db", db, "nobody")
    assert result.status == 1 and "nobody" in result.err and result.out == ""
    result = run("export", "--db", tmp_path / "none.db", "lantern")
    assert result.status == 1 and result.err and not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_database(page):
    for command in (["export", "lantern"], ["load", page()]):
        result = run(command[0], "--db", page("not a database" * 500, "x.db"), *command[1:])
        assert result.status == 1 and "x.db" in result.err


# ---- options ----

COMMANDS = ["serve", "load", "search", "check", "export", "correct", "health"]


def test_help():
    for args in (["--help"], ["help"]):
        result = run(*args)
        assert result.status == 0 and all(c in result.out for c in COMMANDS)
    result = run()
    assert result.status != 0 and "usage" in result.said.lower()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command):
    result = run(command, "--help")
    assert result.status == 0 and result.err == ""
    assert f"episoded {command}" in result.out
    if command != "health":
        assert "EPISODED_" in result.out


@pytest.mark.parametrize("args,nearest", [
    (["serve", "--lisen", "127.0.0.1:0"], "--listen"), (["load", "--tilte", "x", "y"], "--title"),
    (["load", "--tilte=x", "y"], "--title"), (["export", "--bd", "x", "y"], "--db"),
    (["check", "--jsn", "y"], "--json"), (["laod"], "load"), (["serach"], "search"), (["exprot"], "export")])
def test_a_mistyped_word_names_the_nearest(args, nearest):
    result = run(*args)
    assert result.status == 2 and nearest in result.err and result.out == ""


@pytest.mark.parametrize("args", [
    ["load"], ["check"], ["export"], ["export", "a", "b"], ["load", "--db"],
    ["search"], ["search", "--color", "blue", "x"], ["search", "--limit", "many", "x"], ["serve", "--listen"],
    ["serve", "--listen", "nowhere"], ["serve", "--listen", "127.0.0.1:99999"],
    ["load", "--max-bytes", "many", "x"], ["serve", "--threads", "-1"], ["serve", "--connections", "0"],
    ["check", "--json=yes", "x"], ["health", "http://127.0.0.1:1", "http://127.0.0.1:2"], ["load", "--nothing-like-it", "x"]])
def test_usage(args, tmp_path):
    result = run(*args, cwd=tmp_path)
    assert result.status == 2 and result.err
    assert list(tmp_path.iterdir()) == []


def test_options_are_variables_too(db, page):
    env = {"EPISODED_DB": str(db), "EPISODED_TITLE": "From outside"}
    assert run("load", page(), env=env).status == 0
    document = json.loads(run("export", "lantern", env=env).out)
    assert document["title"] == "From outside"
    run("load", "--title", "From the line", page(), env=env)
    assert json.loads(run("export", "lantern", env=env).out)["title"] == "From the line"
    assert "EPISODED_MAX_BYTES" in run("load", page(), env={"EPISODED_MAX_BYTES": "x"}).err


def test_the_database_is_in_the_folder_unless_named(tmp_path, page):
    assert run("load", page(), cwd=tmp_path).status == 0
    assert (tmp_path / "episoded.db").exists()
    assert run("export", "lantern", cwd=tmp_path).status == 0


def test_a_moved_database_is_whole(db, page, tmp_path):
    """Nothing waits in a side file once load has ended."""
    load(db, page())
    shutil.copy(db, tmp_path / "moved.db")
    assert export(tmp_path / "moved.db", "lantern") == export(db, "lantern")
