"""Suggest: completions of what is typed, and what comes with them."""

from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from client import Client
from daemon import Daemon, run
from routes import GUEST, ID

ORDER = ["speaker", "person", "company", "book", "title", "phrase", "topic", "chapter", "word"]


def texts(client, q, path="/v1/suggest", **params):
    """The texts of the completions of q that are no plain words, in order."""
    found = client.json(path, q=q, **params)
    assert found["match"] == "begins"
    return [i["text"] for i in found["items"] if i["kind"] != "word"]


def marked(item):
    """The text of an item with what is marked in brackets."""
    return "".join(f"[{r['text']}]" if r.get("mark") else r["text"] for r in item["runs"])


@pytest.mark.parametrize("q,first", [
    ("toll", "Marit [Toll]aksund"), ("TOLL", "Marit [Toll]aksund"),
    ("mar tol", "[Mar]it [Tol]laksund"), ("marit to", "[Marit] [To]llaksund"),
    ("Marit Tollaksund", "[Marit] [Tollaksund]"), ("fergu", "James [Fergu]son"),
    ("port en", "[Port] [En]nick Harbour Trust"), ("bexw", "[Bexw]ith Foundry"),
    ("wound on", "[Wound] [on] Sundays: A Working Life Among Public Clocks"),
    ("gulls", "Salt, [Gulls] and Kindness")])
def test_what_is_typed_is_completed(server, q, first):
    found = server.json("/v1/suggest", q=q)
    assert found["query"] == {"text": q} and found["match"] == "begins"
    assert marked(found["items"][0]) == first


@pytest.mark.parametrize("q,expected", [
    ("zoe", ["Zoë Ångström"]), ("ZOË å", ["Zoë Ångström"]), ("ang", ["Zoë Ångström"]),
    ("tob", ["Tobias Renn"]),
    ("paper s", ["Paper & String", "How a kite is made of paper & string."]),
    ("string", ["Paper & String", "How a kite is made of paper & string.", "String"]),
    ("李", ["李明"]), ("nosuchword", []), ("renn tobias", [])])
def test_names_and_titles(library, q, expected):
    assert texts(library, q) == expected


def test_nothing_typed_is_no_mistake(server):
    for q in ("", " ", '"', "-", "🪁"):
        assert server.json("/v1/suggest", q=q)["items"] == []
    assert server.problem("/v1/suggest", 400)["parameter"] == "q"


def test_kinds_in_order(server):
    for letter in "abcdefghijklmnopqrstuvwxyz":
        kinds = [ORDER.index(i["kind"]) for i in server.json("/suggest", q=letter, limit=50)["items"]]
        assert kinds == sorted(kinds)


def test_no_text_twice(server):
    for q in ("t", "m", "c", "the t"):
        found = [i["text"].casefold() for i in server.json("/v1/suggest", q=q, limit=50)["items"]]
        assert len(found) == len(set(found))


def test_limit(server):
    whole = server.json("/v1/suggest", q="t", limit=50)["items"]
    assert len(whole) > 3
    assert server.json("/v1/suggest", q="t", limit=3)["items"] == whole[:3]
    assert server.json("/v1/suggest", q="t")["items"] == whole[:10]


def test_a_misspelt_name_is_found(server):
    found = server.json("/v1/suggest", q="marrit tol")
    assert found["match"] == "alike"
    assert [marked(i) for i in found["items"]] == ["[Marit] [Tollaksund]"]


@pytest.mark.parametrize("q", ["tolaksu", "Tollaxund", "marittolla"])
def test_a_spelling_of_a_name_is_the_name(server, q):
    items = server.json("/v1/suggest", q=q)["items"]
    assert items[0]["text"] == "Marit Tollaksund" and items[0]["url"].endswith(GUEST)
    assert len([i for i in items if i["kind"] == "speaker"]) == 1


def test_a_speaker_has_a_page(server):
    item = server.json("/v1/suggest", q="tolla")["items"][0]
    assert item["url"] == f"/v1/episodes/{ID}/speakers/{GUEST}" and item["episode"] == ID
    assert server.json(item["url"])["name"] == item["text"]
    assert item["query"] == '"Marit Tollaksund"'


def test_a_chapter_and_a_title_have_a_page(server, library):
    chapter = server.json("/v1/suggest", q="salt, gulls")["items"][0]
    assert chapter["kind"] == "chapter" and server.json(chapter["url"])["title"] == chapter["text"]
    title = library.json("/v1/suggest", q="paper")["items"][0]
    assert title["kind"] == "title" and library.json(title["url"])["title"] == title["text"]


def test_a_name_of_several_episodes(library):
    (item,) = [i for i in library.json("/v1/suggest", q="tobias")["items"] if i["kind"] != "word"]
    assert item["count"] == 2 and item["episode"] is None
    assert item["url"] == "/v1/episodes?speaker=Tobias%20Renn"
    assert library.json(item["url"])["total"] == 2
    own = library.json("/v1/episodes/kite/suggest", q="tobias")["items"][0]
    assert own["episode"] == "kite" and own["url"] == "/v1/episodes/kite/speakers/tobias-renn"
    assert own["count"] == library.json(own["url"])["turns"]


def test_one_episode_knows_its_own(library):
    path = "/v1/episodes/{}/suggest".format
    assert texts(library, "corin", path("lantern")) == ["Corin Ash"]
    assert texts(library, "corin", path("kite")) == []
    words = library.json(path("lantern"), q="lant")["items"]
    assert [i["text"] for i in words if i["kind"] == "word"] == ["lantern"]


def test_words_that_stand_together(library):
    found = library.json("/v1/suggest", q="steady win")["items"]
    assert [(i["text"], i["kind"]) for i in found] == [("steady wind", "word")]
    assert marked(found[0]) == "[steady] [win]d"
    assert library.json("/v1/search", q=found[0]["query"], exact=1)["total"] > 0
    assert library.json("/v1/suggest", q="zebra gal")["items"] == []


def test_what_is_suggested_finds_something(server):
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for item in server.json("/v1/suggest", q=letter, limit=50)["items"]:
            found = server.json("/v1/search", q=item["query"])
            if item["kind"] in ("speaker", "phrase", "word"):
                assert found["total"] > 0, item


def test_a_name_leaves_with_its_episode(tmp_path):
    page, db = tmp_path / "one.txt", tmp_path / "one.db"
    page.write_text("Transcript\nIlse Wren\nGood evening, dear listeners.\n")
    assert run("load", "--db", db, page).status == 0
    page.write_text("Transcript\nOtto Wren\nGood evening, dear listeners.\n")
    daemon = Daemon(tmp_path / "serve", "--db", db, page)
    client = Client(daemon)
    assert texts(client, "otto") == ["Otto Wren"] and texts(client, "ilse") == []
    assert texts(client, "wren") == ["Otto Wren"]
    daemon.stop()


@given(q=st.text() | st.text(alphabet=st.sampled_from('"*-() ORmaritol\'’éß风\u0301\x01')))
@example(q="a" * 2001)
@example(q="m " * 800)
@example(q="O'")
@example(q="ﬁ" * 300)
def test_any_text_is_completed_or_refused(server, q):
    q = q.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    for path in ("/v1/suggest", "/suggest"):
        answer = server.request("GET", f"{path}?q={quote(q)}")
        assert answer.status == (400 if len(q.encode()) > 2000 else 200), q
        if answer.status == 200:
            for item in answer.json()["items"]:
                assert "".join(r["text"] for r in item["runs"]) == item["text"]
                assert any(r.get("mark") for r in item["runs"])
