"""The pages for a browser, as they are served; what their scripts do is not looked at here."""

import gzip
import re
import subprocess
import urllib.parse

import pytest

from daemon import ROOT, run
from library_pages import IDS
from routes import ID
from test_forms import MARK, document_of, hostile, said, spoken_paragraphs, text_of, without_marks

FILES = sorted(f.name for f in (ROOT / "server" / "web").iterdir())
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "html": "text/html"}
MOST_BYTES = 60 * 1024  # of all files, compressed


@pytest.mark.parametrize("name", FILES)
def test_files_are_served_as_they_are(server, name):
    answer = server.get(f"/web/{name}")
    assert answer.body == (ROOT / "server" / "web" / name).read_bytes()
    assert answer.headers["Content-Type"] == f"{KINDS[name.rpartition('.')[2]]}; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache" and answer.headers["ETag"]


@pytest.mark.parametrize("name", ["none.css", "reader", "reader.cs", "READER.CSS", "..", "%2e%2e",
                                  "..%2Fapi%2Fweb.c", "reader.css%00", "%2Fetc%2Fpasswd"])
def test_no_other_file_is(server, name):
    assert server.request("GET", f"/web/{name}").status in (400, 404)


def test_all_files_are_small(server):
    bodies = [server.send("GET", f"/web/{name}", {"Accept-Encoding": "gzip"}) for name in FILES]
    assert all(gzip.decompress(b.body) for b in bodies if b.headers["Content-Encoding"])
    assert sum(len(b.body) for b in bodies) < MOST_BYTES


def tree_of(client, address):
    return document_of(client.get(address, accept="text/html").text)


def addresses(tree):
    """What a browser loads for a page by itself."""
    return [e.get("src") or e.get("href") for e in tree.iter()
            if e.tag in ("script", "link", "img")]


def imports_of(client, name):
    """Files that a script needs, itself among them."""
    needed, todo = set(), [name]
    while todo:
        address = todo.pop()
        if address not in needed:
            needed.add(address)
            todo += [urllib.parse.urljoin(address, other) for other in
                     re.findall(r'(?m)^import .* from "(\S+)";$', client.get(address).text)]
    return needed


@pytest.mark.parametrize("address", ["/", f"/read/{ID}"])
def test_pages_load_only_what_is_here(server, address):
    tree = tree_of(server, address)
    own = addresses(tree)
    assert "/web/reader.css" in own and all(a.startswith("/web/") for a in own)
    for name in own:
        loaded = imports_of(server, name) if name.endswith(".js") else {name}
        assert all(server.get(a).status == 200 for a in loaded)


@pytest.mark.parametrize("address", ["/", f"/read/{ID}"])
def test_nothing_stands_inline(server, address):
    for element in tree_of(server, address).iter():
        assert element.tag != "style"
        assert element.tag != "script" or (element.get("src") and not element.text)
        assert not any(a == "style" or a.startswith("on") for a in element.attrib)


def test_scripts_put_words_in_as_text():
    for name in FILES:
        if name.endswith(".js"):
            script = (ROOT / "server" / "web" / name).read_text("utf-8")
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b",
                                 script), name


def reading(client, episode):
    return tree_of(client, f"/read/{episode}")


@pytest.fixture(params=["sample", "hostile-0", *IDS])
def episode(request, server, library, hostile):
    """A client, and an episode's id."""
    if request.param == "sample":
        return server, ID
    return (hostile if request.param.startswith("hostile") else library), request.param


def words_of(element):
    return " ".join(text_of(element).split())


def by_id(tree, name):
    found = [e for e in tree.iter() if e.get("id") == name]
    assert len(found) == 1, name
    return found[0]


def texts_of(thing):
    """All that stands in a summary, but addresses and scores."""
    if isinstance(thing, dict):
        return [t for key, value in thing.items() if key not in ("episode", "evidence", "revision", "self")
                for t in texts_of(value)]
    if isinstance(thing, list):
        return [t for value in thing for t in texts_of(value)]
    return thing.split("\n") if isinstance(thing, str) else []


def test_an_episode_is_all_there_without_scripts(episode):
    client, name = episode
    tree = reading(client, name)
    found = [(p.get("id"), without_marks(p)) for p in spoken_paragraphs(tree)]
    assert found == [(f"p{n}", text) for n, text in said(client, f"/v1/episodes/{name}")]
    shown = words_of(tree.find(".//main"))
    for text in texts_of(client.json(f"/v1/episodes/{name}/summary")):
        assert " ".join(text.split()) in shown
    for chapter in client.json(f"/v1/episodes/{name}/chapters?limit=1000")["items"]:
        assert " ".join((chapter["summary"] or "").split()) in shown


def test_every_address_of_an_episode_leads_somewhere(episode):
    client, name = episode
    tree, api = reading(client, name), f"/v1/episodes/{name}"
    summary = client.json(f"{api}/summary")
    for n, takeaway in enumerate(summary["takeaways"], 1):
        shown = by_id(tree, f"takeaway-{n}")
        assert takeaway["text"].split() == words_of(shown.find("p")).split()
        assert [int(a.get("href")[2:]) for a in shown.iter("a")] == \
            [e["paragraph"] for e in takeaway["evidence"]]
    for chapter in client.json(f"{api}/chapters?limit=1000")["items"]:
        heading = words_of(by_id(tree, f"chapter-{chapter['n']}").find("h3"))
        assert heading == f"{chapter['n']}. {' '.join(chapter['title'].split())}".strip()
    for turn in client.json(f"{api}/transcript?limit=1000")["items"]:
        assert [p.get("id") for p in spoken_paragraphs(by_id(tree, f"turn-{turn['n']}"))] == \
            [f"p{p['n']}" for p in turn["paragraphs"]]
    for speaker in client.json(f"{api}/speakers?limit=1000")["items"]:
        shown = words_of(by_id(tree, f"speaker-{speaker['id']}"))
        assert shown.startswith(" ".join(speaker["name"].split()))
        for doubt in speaker["doubts"]:
            assert f"may be {doubt['name']}" in shown
    ids = {e.get("id") for e in tree.iter() if e.get("id")}
    assert all(a.get("href")[1:] in ids for a in tree.iter("a") if a.get("href").startswith("#"))


VERDICTS = {"exact": "Said in these words", "near": "Said in nearly these words",
            "condensed": "Condensed from what was said", "not_found": "Not found in the transcript"}


def test_quotes_are_told_true(episode):
    client, name = episode
    tree = reading(client, name)
    for quote in client.json(f"/v1/episodes/{name}/quotes?limit=1000")["items"]:
        shown = by_id(tree, f"quote-{quote['n']}")
        assert words_of(shown.find("blockquote")) == " ".join(quote["text"].split())
        caption = words_of(shown.find("figcaption"))
        assert caption.startswith(VERDICTS[quote["verdict"]])
        links = [a.get("href") for a in shown.iter("a")]
        assert links == [f"#p{p['paragraph']}" for p in quote["places"]]
        heard = [p["speaker"]["name"] for p in quote["places"] if p["speaker"]]
        assert not heard or f"by {' '.join(heard[0].split())}" in caption
        wrong = [e for e in shown.iter("b") if e.get("class") == "wrong"]
        assert bool(wrong) == (quote["attribution"] == "differs")
        changed = [({"ins": "dropped", "del": "added"}[e.tag], words_of(e)) for e in shown.iter()
                   if e.tag in ("ins", "del")]
        if quote["verdict"] in ("near", "condensed"):
            assert changed == [(d["op"], " ".join(d["text"].split())) for d in quote["diff"]
                               if d["op"] != "same"]
        else:
            assert not changed


def test_all_quotes_are_counted(episode):
    client, name = episode
    quotes = client.json(f"/v1/episodes/{name}/quotes?limit=1000")["items"]
    told = [words_of(e) for e in reading(client, name).iter("p") if e.get("class") == "soft trust"]
    if len(quotes) < 2:
        assert not told
        return
    verdicts = [q["verdict"] for q in quotes]
    counts = [f"{verdicts.count(v)} {words[0].lower()}{words[1:]}" for v, words in VERDICTS.items()
              if v in verdicts]
    wrong = sum(q["attribution"] == "differs" for q in quotes)
    assert len(told) == 1
    assert told[0].startswith(f"Of {len(quotes)} quotes: {', '.join(counts)}")
    assert (f"; {wrong} given to somebody" in told[0]) == (wrong > 0)
    assert ("words differ" in told[0]) == bool({"near", "condensed"} & set(verdicts))


def test_chapters_begin_in_the_transcript(episode):
    client, name = episode
    tree = reading(client, name)
    begins = {}
    for turn in tree.iter("div"):
        below = [e for e in turn.iter("p") if e.get("id") or e.get("data-chapter")]
        for n, element in enumerate(below):
            if element.get("data-chapter"):
                begins[int(element.get("data-chapter"))] = next(p.get("id") for p in below[n:] if p.get("id"))
    chapters = client.json(f"/v1/episodes/{name}/chapters?limit=1000")["items"]
    assert begins == {c["n"]: f"p{c['places'][0]['first_paragraph']}" for c in chapters if c["places"]}


def test_advertisements_are_folded(episode):
    client, name = episode
    tree = reading(client, name)
    folded = {p.get("id") for d in tree.iter("details") if d.get("class") == "ad"
              for p in d.iter("p")}
    turns = client.json(f"/v1/episodes/{name}/transcript?limit=1000")["items"]
    assert folded == {f"p{p['n']}" for t in turns for p in t["paragraphs"]
                      if {part["kind"] for part in p["parts"]} == {"ad"}}
    assert not any(d.get("open") is not None for d in tree.iter("details"))


def test_speakers_are_told_apart(server):
    tree = reading(server, ID)
    colours = {e.get("id"): e.get("class").split()[1] for e in tree.iter("li")
               if (e.get("class") or "").startswith("speaker ")}
    talkers = [s["id"] for s in server.json(f"/v1/episodes/{ID}/speakers")["items"]
               if s["role"] != "sponsor"]
    assert [colours[f"speaker-{s}"] for s in talkers] == [f"s{i}" for i in range(1, len(talkers) + 1)]
    for turn in server.json(f"/v1/episodes/{ID}/turns")["items"]:
        speaker = turn["speaker"] and turn["speaker"]["id"]
        shown = by_id(tree, f"turn-{turn['n']}")
        assert shown.get("class") == f"turn {colours[f'speaker-{speaker}'] if speaker else 's0'}"
        names = [words_of(c) for c in shown.iter("cite")]
        assert names == ([] if turn["kinds"] == ["ad"] else
                         [turn["speaker"]["name"] if turn["speaker"] else turn["label"]])


def test_pages_are_valid(episode):
    client, name = episode
    for address in ("/", f"/read/{name}"):
        tidy = subprocess.run(["tidy", "-quiet", "-errors", "-utf8", "--drop-empty-elements", "no"],
                              input=client.get(address, accept="text/html").body,
                              capture_output=True, check=False)
        assert tidy.returncode == 0, tidy.stderr.decode("utf-8")


@pytest.mark.parametrize("unknown", ["no-such-episode", "The-Tide-Clock", "%27%3B--", "%C3%A9", "."])
def test_an_episode_that_is_not_there_is_told_to_a_person(server, unknown):
    answer = server.get(f"/read/{unknown}", status=404)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["ETag"] is None and answer.headers["Cache-Control"] == "no-store"
    tree = document_of(answer.text)
    assert "not here" in text_of(tree) and [a.get("href") for a in tree.iter("a")] == ["/"]


@pytest.mark.parametrize("query", ["?q=moon&speaker=x", "?utm_source=x&utm_source=y", "?q=" + "x" * 9000])
def test_pages_let_parameters_through(server, query):
    for address in ("/", f"/read/{ID}"):
        assert server.get(address + query, accept="text/html").body == \
            server.get(address, accept="text/html").body
    assert server.problem("/" + query, 400)["parameter"] == query[1:].partition("=")[0]


@pytest.mark.parametrize("query", ["?q=%zz", "?q=%00", "?q=%ff"])
def test_parameters_that_are_no_text_are_refused(server, query):
    server.problem(f"/read/{ID}{query}", 400)


def test_correcting_changes_the_page(serve, sample):
    client = serve(sample)
    before = client.get(f"/read/{ID}").headers["ETag"]
    done = run("correct", ID, "--db", client.daemon.db, "--kind", "50", "content")
    assert done.status == 0, done.err
    assert serve("--db", client.daemon.db).get(f"/read/{ID}").headers["ETag"] != before
