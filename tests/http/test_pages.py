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


def test_an_episode_is_all_there_without_scripts(episode):
    client, name = episode
    tree = reading(client, name)
    found = [(p.get("id"), without_marks(p)) for p in spoken_paragraphs(tree)]
    assert found == [(f"p{n}", text) for n, text in said(client, f"/v1/episodes/{name}")]
    plain = document_of(client.get(f"/v1/episodes/{name}/page.html").text).find(".//article")
    both = [MARK.sub("", text_of(t)).split() for t in (plain, reading(client, name).find(".//article"))]
    assert both[0] == both[1]


def test_every_turn_has_an_address(server):
    turns = server.json(f"/v1/episodes/{ID}/transcript")["items"]
    sections = list(reading(server, ID).iter("section"))
    assert [s.get("id") for s in sections] == [f"t{t['n']}" for t in turns]
    assert [[p.get("id") for p in spoken_paragraphs(s)] for s in sections] == \
        [[f"p{p['n']}" for p in t["paragraphs"]] for t in turns]


def test_pages_are_valid(episode):
    client, name = episode
    for address in ("/", f"/read/{name}"):
        tidy = subprocess.run(["tidy", "-quiet", "-errors", "-utf8", "--drop-empty-elements", "no"],
                              input=client.get(address, accept="text/html").body,
                              capture_output=True, check=False)
        assert tidy.returncode == 0, tidy.stderr.decode("utf-8")


def test_correcting_changes_the_page(serve, sample):
    client = serve(sample)
    before = client.get(f"/read/{ID}").headers["ETag"]
    done = run("correct", ID, "--db", client.daemon.db, "--kind", "50", "content")
    assert done.status == 0, done.err
    assert serve("--db", client.daemon.db).get(f"/read/{ID}").headers["ETag"] != before
