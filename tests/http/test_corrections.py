"""`episoded correct` beside a running server, and what becomes of corrections."""

import json
import shutil
import time

import pytest

import contract
from client import Client
from daemon import PATIENCE, Daemon, run

ID = "kiln"
PAGE = """Episode Chapters
1: The kiln
How it burns.
Ann Ember: "The kiln was cold when I opened it."

People
Ann Ember

Transcript
Ann Ember
Welcome to the pottery hour.
Bo
The kiln was cold when she opened it, I think.
Ann
Buy clay at the corner. The kiln was warm once. \u00dcber all, it was dry.
Robert Clay
I fired the kiln and slept.
Bo
That is all we know of kilns.
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A database with the episode, to copy."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / f"{ID}.txt").write_text(PAGE)
    assert run("load", "--db", folder / "library.db", folder / f"{ID}.txt").status == 0
    return folder


@pytest.fixture
def db(loaded, tmp_path):
    shutil.copy(loaded / "library.db", tmp_path)
    return tmp_path / "library.db"


@pytest.fixture
def live(loaded, tmp_path):
    """A server of a copy that may be corrected."""
    daemon = Daemon(tmp_path, loaded / f"{ID}.txt")
    yield Client(daemon)
    daemon.stop()


def correct(db, *args, status=0):
    result = run("correct", "--db", db, ID, *args)
    assert result.status == status, result.said
    return result


def export(db):
    result = run("export", "--db", db, ID)
    assert result.status == 0, result.said
    contract.validate_document(json.loads(result.out))
    return result.stdout


def document(db):
    return json.loads(export(db))


def eventually(client, path, holds):
    """The answer to path once it holds; another process's write takes a tenth of a second."""
    deadline = time.monotonic() + PATIENCE
    while not holds(client.json(path)):
        assert time.monotonic() < deadline, client.get(path).text
        time.sleep(0.02)
    return client.json(path)


# ---- each kind, beside a running server ----

def by_name(speakers):
    return {s["name"]: s for s in speakers["items"]}


def corrects_merge(client):
    bo = by_name(eventually(client, "/speakers", lambda s: "Robert Clay" not in by_name(s)))["Bo"]
    assert bo["corrected"] is True and bo["turns"] == 3
    spellings = {s["text"]: s["reason"] for s in bo["spellings"]}
    assert spellings["Robert Clay"] == "told by a correction"
    moved = client.get(f"/v1/episodes/{ID}/speakers/robert-clay", status=308)
    assert moved.headers["Location"] == f"/v1/episodes/{ID}/speakers/bo"


def corrects_split(client):
    speakers = by_name(eventually(client, "/speakers", lambda s: "Ann" in by_name(s)))
    assert speakers["Ann"]["corrected"] and speakers["Ann Ember"]["corrected"]
    assert "corrected" not in speakers["Bo"]


def corrects_role(client):
    bo = eventually(client, "/speakers/bo", lambda s: s["role"] == "clip")
    assert bo["corrected"] is True and bo["role_reason"] == "told by a correction"


def corrects_paragraph(client):
    parts = eventually(client, "/paragraphs/4", lambda p: "corrected" in p["paragraph"]["parts"][0])
    assert parts["paragraph"]["parts"] == [
        {"kind": "ad", "text": "I fired the kiln and slept.", "corrected": True, "sponsor": None}]
    assert client.json("/search", q="fired", kind="ad")["total"] == 1
    assert client.json("/search", q="fired", kind="content")["total"] == 0
    assert client.json(f"/v1/episodes/{ID}")["trust"]["ad_share"] > 0


def corrects_range(client):
    parts = eventually(client, "/paragraphs/3", lambda p: len(p["paragraph"]["parts"]) == 3)
    assert [(p["kind"], p["text"], p.get("corrected")) for p in parts["paragraph"]["parts"]] == [
        ("content", "Buy clay at the corner. The kiln was warm once. ", None),
        ("promo", "\u00dcber all, ", True), ("content", "it was dry.", None)]


def corrects_quote(client):
    quote = eventually(client, "/quotes/1", lambda q: q.get("corrected"))
    assert [p["paragraph"] for p in quote["places"]] == [2] and quote["verdict"] == "near"
    assert quote["places"][0]["text"] == "The kiln was cold when she opened it"
    assert quote["attribution"] == "differs"


KINDS = {
    "merge": (["--merge", "Bo", "Robert Clay"], corrects_merge,
              {"name": "Bo", "other": "Robert Clay"}),
    "split": (["--split", "Ann"], corrects_split, {"name": "Ann"}),
    "role": (["--role", "Bo", "clip"], corrects_role, {"name": "Bo", "role": "clip"}),
    "kind": (["--kind", "4", "ad"], corrects_paragraph,
             {"kind": "ad", "paragraph": 4, "start": 0, "end": 27,
              "text": "I fired the kiln and slept."}),
    "range": (["--kind", "3:48-58", "promo"], corrects_range,
              {"kind": "promo", "paragraph": 3, "start": 48, "end": 57, "text": "\u00dcber all,"}),
    "quote": (["--quote", "1", "2"], corrects_quote,
              {"quote": 1, "paragraph": 2, "text": "The kiln was cold when I opened it."}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_correction_shows_at_once_and_can_be_undone(live, kind):
    args, shows, fields = KINDS[kind]
    whole = f"/v1/episodes/{ID}/document"
    before = live.get(whole)
    assert before.json()["corrections"] == []
    correct(live.daemon.db, *args)
    shows(live)
    eventually(live, whole, lambda d: d["corrections"])
    after = live.get(whole)
    assert after.headers["ETag"] != before.headers["ETag"]
    listed = live.json("/corrections")["items"]
    assert listed == live.json(f"/v1/episodes/{ID}/corrections")["items"]
    assert listed == after.json()["corrections"] and listed[0]["n"] == 1
    listed[0].pop("digest", None)
    assert {k: listed[0][k] for k in fields} == fields and "orphaned" not in listed[0]
    correct(live.daemon.db, "--undo")
    eventually(live, whole, lambda d: not d["corrections"])
    assert live.get(whole).body == before.body
    assert live.get(whole).headers["ETag"] == before.headers["ETag"]


# ---- list, undo, and what they become ----

def every(db):
    for args, _, _ in KINDS.values():
        correct(db, *args)


def lines(db):
    return correct(db, "--list").out.splitlines()


def test_list_and_undo(db):
    assert lines(db) == []
    every(db)
    assert [line.split()[:3] for line in lines(db)] == [
        [str(n + 1), "applied", "kind" if k == "range" else k] for n, k in enumerate(KINDS)]
    assert lines(db)[0].endswith('merge "Bo" "Robert Clay"')
    assert "split" in correct(db, "--undo", "2").out
    assert [line.split()[2] for line in lines(db)] == ["merge", "role", "kind", "kind", "quote"]
    assert "quote" in correct(db, "--undo").out
    assert len(lines(db)) == 4


def test_the_same_correction_stands_once_and_last(db):
    for role in ("clip", "host", "clip"):
        correct(db, "--role", "Bo", role)
    assert [c["role"] for c in document(db)["corrections"]] == ["host", "clip"]
    assert {s["name"]: s["role"] for s in document(db)["speakers"]}["Bo"] == "clip"


def test_the_same_inputs_give_the_same_document(db, loaded, tmp_path):
    every(db)
    other = tmp_path / "other.db"
    shutil.copy(loaded / "library.db", other)
    every(other)
    assert export(db) == export(other)


def test_a_document_carries_its_corrections(db, tmp_path):
    every(db)
    first = export(db)
    (tmp_path / "export.json").write_bytes(first)
    again = tmp_path / "again.db"
    assert run("load", "--db", again, tmp_path / "export.json").status == 0
    assert export(again) == first and len(lines(again)) == len(KINDS)
    assert run("check", "--json", tmp_path / "export.json").stdout == first
    # Into a library that has them already: nothing is there twice.
    assert run("load", "--db", db, tmp_path / "export.json").status == 0
    assert export(db) == first


def test_a_plain_reload_changes_nothing(db, loaded):
    every(db)
    before = export(db)
    result = run("load", "--db", db, loaded / f"{ID}.txt")
    assert result.count("unchanged") == 1 and export(db) == before


def test_corrections_follow_their_text_and_outlive_it(db, tmp_path):
    every(db)
    page = tmp_path / f"{ID}.txt"
    page.write_text(PAGE.replace("Transcript\n", "Transcript\nAnn Ember\nOne.\nTwo.\n"))
    assert run("load", "--db", db, page).status == 0
    told = document(db)["corrections"]
    assert [c.get("paragraph") for c in told[3:]] == [6, 5, 4]
    assert not any("orphaned" in c for c in told)
    page.write_text("Transcript\nCorin Ash\nThe lantern was green.\n")
    assert run("load", "--db", db, page).status == 0
    assert [line.split()[1] for line in lines(db)] == ["orphaned"] * len(KINDS)
    assert all(c["orphaned"] is True for c in document(db)["corrections"])
    assert not any("corrected" in s for s in document(db)["speakers"])
    page.write_text(PAGE)
    assert run("load", "--db", db, page).status == 0
    assert [c.get("paragraph") for c in document(db)["corrections"][3:]] == [4, 3, 2]


# ---- what is refused ----

@pytest.mark.parametrize("args,said", [
    (["--merge", "Bo", "Robert Cley"], "Robert Clay"), (["--merge", "Zyzzyva", "Bo"], "'Bo'"),
    (["--merge", "Bo", "Bo"], "two spellings"), (["--split", "Anne"], "Ann"),
    (["--role", "Boo", "host"], "Bo"), (["--role", "Bo", "hots"], "host"),
    (["--role", "Bo", "queen"], "host, guest, sponsor, clip, other"),
    (["--kind", "6", "ad"], "5"), (["--kind", "0", "ad"], "5"), (["--kind", "3", "adv"], "ad"),
    (["--kind", "3:0-400", "ad"], "0-69"), (["--kind", "3:9-9", "ad"], "9-9"),
    (["--kind", "3:3-4", "ad"], "no words"), (["--quote", "2", "2"], "1"),
    (["--quote", "1", "9"], "5"), (["--quote", "1", "5"], "paragraph 5"),
    (["--undo"], "no corrections"), (["--undo", "3"], "no corrections"), (["--undo", "0"], "1")])
def test_what_is_not_there(db, args, said):
    before = export(db)
    result = correct(db, *args, status=1)
    assert said in result.err and result.out == ""
    assert export(db) == before


@pytest.mark.parametrize("args", [
    [], ["--merge"], ["--merge", "Bo"], ["--merge", "Bo", "Ann", "Ann Ember"], ["--split"],
    ["--role", "Bo"], ["--kind", "3"], ["--kind", "x", "ad"], ["--kind", "3:1", "ad"],
    ["--kind", "3:1-x", "ad"], ["--kind", "3:1-2-3", "ad"], ["--kind", "-3", "ad"],
    ["--quote", "1"], ["--quote", "one", "2"], ["--quote", "1", "2nd"],
    ["--list", "1"], ["--list", "--undo"], ["--undo", "1", "2"], ["--undo", "last"],
    ["--merge", "--split", "Bo"], ["--merge=Bo", "Ann"], ["--rol", "Bo", "host"]])
def test_usage(db, args):
    result = correct(db, *args, status=2)
    assert result.err and result.out == ""


def test_no_such_episode_or_database(db, tmp_path):
    for args in (["--list"], ["--undo"], ["--split", "Bo"]):
        result = run("correct", "--db", db, "kilm", *args)
        assert result.status == 1 and "kilm" in result.err
        result = run("correct", "--db", tmp_path / "none.db", ID, *args)
        assert result.status == 1 and "none.db" in result.err
    assert run("correct", "--list").status == 2
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("wrong", [
    {"type": "rename", "name": "Bo"}, {"type": "merge", "name": "Bo"}, {"type": "split"},
    {"type": "role", "name": "Bo", "role": "queen"}, {"type": "role", "name": 3, "role": "host"},
    {"type": "kind", "kind": "ad", "paragraph": 1}, {"type": "quote", "quote": -1}, "merge"])
def test_a_document_with_a_wrong_correction(db, tmp_path, wrong):
    changed = {**document(db), "corrections": [wrong]}
    (tmp_path / "changed.json").write_text(json.dumps(changed))
    before = export(db)
    assert run("load", "--db", db, tmp_path / "changed.json").status == 1
    assert export(db) == before


# ---- doubts ----

ALIKE = """Guest Name(s):
None

Transcript
Jon Clay
Is the kiln warm?
John Clay
It was this morning.
Jon Clay
And the clay?
John Clay
Too dry to turn.
Olga
Then wet it.
"""
REASON = "spelled alike, but the two take turns"


def test_a_doubt_stands_until_it_is_settled(tmp_path):
    page = tmp_path / f"{ID}.txt"
    page.write_text(ALIKE)
    warnings = run("check", page).out
    assert f"{page}:5:1: Jon Clay may be John Clay: {REASON}" in warnings
    assert f"{page}:7:1: John Clay may be Jon Clay: {REASON}" in warnings
    daemon = Daemon(tmp_path, page)
    try:
        client = Client(daemon)
        told = by_name(client.json("/speakers"))
        assert told["Jon Clay"]["doubts"] == [
            {"id": "john-clay", "name": "John Clay", "reason": REASON}]
        assert told["Olga"]["doubts"] == []
        assert client.json(f"/v1/episodes/{ID}")["trust"]["labels_in_doubt"] == 4
        correct(daemon.db, "--merge", "Jon Clay", "John Clay")
        told = by_name(eventually(client, "/speakers", lambda s: len(s["items"]) == 2))
        assert told["Jon Clay"]["doubts"] == []
        assert client.json(f"/v1/episodes/{ID}")["trust"]["labels_in_doubt"] == 0
    finally:
        daemon.stop()


def test_a_doubt_may_be_about_one_who_never_speaks(tmp_path):
    page = tmp_path / f"{ID}.txt"
    page.write_text("People\nAnn Ember, Ann Clay\nTranscript\nAnn\nIs it warm?\nOlga\nIt is.\n")
    result = json.loads(run("check", "--json", page).out)
    contract.validate_document(result)
    reason = "a first name that fits Ann Ember and Ann Clay"
    assert by_name({"items": result["speakers"]})["Ann"]["doubts"] == [
        {"id": None, "name": name, "reason": reason} for name in ("Ann Ember", "Ann Clay")]
