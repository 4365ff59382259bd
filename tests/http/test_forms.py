"""Episode and transcript for reading: plain text, Markdown and HTML, each read by a parser of its
own, and of words that would be markup if they could."""

import json
import random
import re
import string
import subprocess

import html5lib
import markdown_it
import pytest

from daemon import run
from library_pages import IDS
from routes import GUEST, ID

BASE = f"/v1/episodes/{ID}"
MARK = re.compile(r"\[(?:ad|promo|content)(?:: [^\]]*)?\] ")
MARKDOWN = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
BEGINNINGS = ["- ", "+ ", "* ", "1. ", "2) ", "# ", "### ", "> ", "---", "===", "***", "___", "~~~",
              "```", "    ", "| a | b |", ": ", "[x]: /u ", "![", "<b>", "<!-- ", "</p>", "&amp;",
              "&#60;", "\\", "=", "-", "12", "$$", "{.x}", "@", "_a_ ", "~~a~~ ", "]]>", "\"><i>"]


def hostile_line(rng):
    signs = string.punctuation * 3 + string.ascii_letters + string.digits + "    ßאب風"
    words = "".join(rng.choice(signs) for _ in range(rng.randrange(3, 60)))
    return f"{rng.choice(BEGINNINGS)}{words} and so on"


def hostile_page(seed):
    """A page that is full of markup, in every section."""
    rng = random.Random(seed)
    lines = ["Primary Topic", hostile_line(rng), "Main Takeaways"]
    lines += [f"- {hostile_line(rng)}" for _ in range(9)]
    lines += ["Episode Chapters"]
    for n in range(1, 9):
        said = hostile_line(rng).replace('"', "'")
        lines += [f"{n}: {hostile_line(rng)}", f'{hostile_line(rng)} Ann <i>Lee: "{said}"']
    lines += ["Actionable Advice", hostile_line(rng), "About This Episode", hostile_line(rng)]
    lines += ["People", hostile_line(rng), "Books", hostile_line(rng), "Transcript"]
    for n in range(60):
        lines += ["Ann <i>Lee" if n % 2 else "Bob *Roe*"] + [hostile_line(rng) for _ in range(3)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def hostile(serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for seed in range(3):
        (folder / f"hostile-{seed}.txt").write_text(hostile_page(seed), "utf-8")
        (folder / f"hostile-{seed}.meta.json").write_text(
            json.dumps({"title": "</title><script>*x*", "show": "# A & <b>"}), "utf-8")
    return serve(folder)


@pytest.fixture(params=["sample", "hostile-0", "hostile-1", "hostile-2", *IDS])
def episode(request, server, library, hostile):
    """A client, and an episode's address."""
    if request.param == "sample":
        return server, BASE
    client = hostile if request.param.startswith("hostile") else library
    return client, f"/v1/episodes/{request.param}"


def document_of(text):
    """The tree of a page without a single parse error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def text_of(element):
    return "".join(element.itertext())


def one_line(text):
    return " ".join(text.split())


def said(client, base):
    """[(number, text)] of every paragraph."""
    turns = client.json(f"{base}/transcript")["items"]
    return [(p["n"], p["text"]) for t in turns for p in t["paragraphs"]]


def spoken_paragraphs(tree):
    return [p for p in tree.iter("p") if "id" in p.attrib]


def without_marks(paragraph):
    """Its text, but for the words that say that something is an ad."""
    for span in paragraph.iter("span"):
        mark = span.find("b")
        assert MARK.fullmatch(mark.text)
        mark.text = ""
    return text_of(paragraph)


@pytest.mark.parametrize("what", ["page", "transcript"])
def test_html_is_what_was_said(episode, what):
    client, base = episode
    tree = document_of(client.get(f"{base}/{what}.html").text)
    found = [(p.get("id"), without_marks(p)) for p in spoken_paragraphs(tree)]
    assert found == [(f"p{n}", text) for n, text in said(client, base)]
    allowed = {"html", "head", "meta", "title", "body", "main", "article", "h1", "p", "cite",
               "span", "b"}
    if what == "page":
        allowed |= {"h2", "h3", "ul", "li", "blockquote", "a"}
    assert {e.tag for e in tree.iter() if isinstance(e.tag, str)} <= allowed


@pytest.mark.parametrize("what", ["page", "transcript"])
def test_html_is_valid(episode, what):
    client, base = episode
    tidy = subprocess.run(["tidy", "-quiet", "-errors", "-utf8", "--drop-empty-elements", "no"],
                          input=client.get(f"{base}/{what}.html").body, capture_output=True,
                          check=False)
    assert tidy.returncode == 0, tidy.stderr.decode("utf-8")


def test_html_is_the_untimed_form_of_a_podcast_s_transcript(server):
    article = document_of(server.get(f"{BASE}/transcript.html").text).find(".//article")
    turns = server.json(f"{BASE}/transcript")["items"]
    expected = [("h1", "The Tide Clock")]
    for turn in turns:
        expected.append(("cite", (turn["speaker"] or {"name": turn["label"]})["name"] + ":"))
        expected += [("p", f"p{p['n']}") for p in turn["paragraphs"]]
    assert [(e.tag, e.get("id") or text_of(e)) for e in article] == expected


def test_ads_are_marked_where_they_stand(server):
    tree = document_of(server.get(f"{BASE}/page.html").text)
    found = [(int(p.get("id")[1:]), s.get("data-kind"), text_of(s)) for p in spoken_paragraphs(tree)
             for s in p.iter("span")]
    expected = []
    for turn in server.json(f"{BASE}/transcript")["items"]:
        for p in turn["paragraphs"]:
            for part in (q for q in p["parts"] if q["kind"] != "content"):
                sponsor = f": {part['sponsor']}" if part.get("sponsor") else ""
                expected.append((p["n"], part["kind"],
                                 f"[{part['kind']}{sponsor}] {part['text'].rstrip(' ')}"))
    assert len(expected) > 10 and found == expected
    for form in ("txt", "md"):
        text = server.get(f"{BASE}/page.{form}").text.replace("\\", "")
        assert all(words in text for _, _, words in expected)


def test_markdown_is_what_was_said(episode):
    client, base = episode
    turns = client.json(f"{base}/transcript")["items"]
    html = MARKDOWN.render(client.get(f"{base}/transcript.md").text)
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    expected = []
    for turn in turns:
        expected += [turn["label"]] * bool(turn["label"])
        expected += [p["text"] for p in turn["paragraphs"]]
    found = [MARK.sub("", text_of(p)) for p in body]
    assert [one_line(f) for f in found] == [one_line(e) for e in expected]
    assert {e.tag for e in body.iter()} <= {"body", "p", "strong"}


def outline(body):
    """(tag, text) of all that stands above the transcript."""
    blocks = []
    for element in body.iter():
        if text_of(element) == "Transcript":
            break
        # A quote's words are a paragraph in Markdown.
        tag = "p" if element.tag == "blockquote" else element.tag
        if tag in ("h1", "h2", "h3", "p", "li") and element.find("p") is None:
            blocks.append((tag, one_line(text_of(element))))
    return blocks


def test_markdown_and_html_say_the_same(episode):
    client, base = episode
    html = document_of(client.get(f"{base}/page.html").text).find("body")
    markdown = html5lib.parse(MARKDOWN.render(client.get(f"{base}/page.md").text),
                              namespaceHTMLElements=False).find("body")
    assert outline(markdown) == outline(html)


def marked(paragraph):
    """Its text, where each part that is an ad, and what follows one, says what it is."""
    text, before = "", "content"
    for part in paragraph.get("parts", []):
        sponsor = f": {part['sponsor']}" if part.get("sponsor") else ""
        if (part["kind"], before) != ("content", "content"):
            text += f"[{part['kind']}{sponsor}] "
        text += part["text"]
        before = part["kind"]
    return text.rstrip() if text else paragraph["text"]


def test_plain_text_says_where_ads_begin_and_end(server):
    paragraphs = [p for t in server.json(f"{BASE}/transcript")["items"] for p in t["paragraphs"]]
    text = server.get(f"{BASE}/transcript.txt").text
    assert "[content] " in text
    assert [line for line in text.split("\n") if MARK.search(line)] == [
        marked(p) for p in paragraphs if MARK.search(marked(p))]


@pytest.mark.parametrize("params", [{}, {"kind": "content"}, {"speaker": GUEST, "limit": "3"}])
def test_plain_text_is_what_was_said(server, params):
    turns = server.json(f"{BASE}/transcript", **params)["items"]
    expected = "\n".join("\n".join([t["label"], *(p["text"] for p in t["paragraphs"]), ""])
                         for t in turns)
    assert MARK.sub("", server.get(f"{BASE}/transcript.txt", params).text) == expected


def test_page_has_all_sections(server):
    tree = document_of(server.get(f"{BASE}/page.html").text)
    assert [h.text for h in tree.iter("h2")] == [
        "Primary Topic", "Main Takeaways", "Episode Chapters", "Actionable Advice",
        "About This Episode", "People", "Companies", "Books", "Guests", "Transcript"]
    summary = server.json(f"{BASE}/summary")
    items = [text_of(li) for li in tree.iter("li")]
    for key in ("actionable_advice", "people", "companies", "guests"):
        assert all(item in items for item in summary[key])
    for book in summary["books"]:
        assert f"{book['title']} by {', '.join(book['authors'])}" in items
    text = server.get(f"{BASE}/page.txt").text
    for part in [summary["primary_topic"], *summary["about"]]:
        assert part in text


def test_claims_lead_to_where_they_stand(server):
    tree = document_of(server.get(f"{BASE}/page.html").text)
    ids = {p.get("id") for p in spoken_paragraphs(tree)}
    links = [a.get("href") for a in tree.iter("a")]
    assert len(links) > 15 and {link[1:] for link in links} <= ids
    items = {li.text: li for li in tree.iter("li")}
    for takeaway in server.json(f"{BASE}/summary")["takeaways"]:
        li = items[f"{takeaway['text']} ("]
        assert [a.get("href") for a in li.iter("a")] == [
            f"#p{e['paragraph']}" for e in takeaway["evidence"]]


VERDICTS = {"exact": "said in these words in paragraph", "condensed": "condensed from paragraph",
            "near": "said in nearly these words in paragraph",
            "not_found": "not found in the transcript"}


def test_quotes_have_their_verdicts(server):
    tree = document_of(server.get(f"{BASE}/page.html").text)
    blocks = list(tree.find(".//article"))
    quotes = server.json(f"{BASE}/quotes")["items"]
    shown = [(b.text, text_of(blocks[i + 1])) for i, b in enumerate(blocks)
             if b.tag == "blockquote"]
    assert [text for text, _ in shown] == [q["text"] for q in quotes]
    for (_, verdict), quote in zip(shown, quotes):
        assert VERDICTS[quote["verdict"]] in verdict
        assert quote["attributed_to"]["name"] in verdict
        if quote["verdict"] in ("near", "condensed"):
            assert verdict.endswith(f'"{" ".join(p["text"] for p in quote["places"])}"')
        differs = quote["attribution"] == "differs"
        assert (" by " in verdict.split(' as "')[0]) == differs
        if differs:
            assert f" by {quote['places'][0]['speaker']['name']} " in verdict


def test_a_takeaway_without_evidence_says_so(hostile):
    items = hostile.json("/v1/episodes/hostile-0/summary")["takeaways"]
    assert any(not t["evidence"] for t in items)
    text = hostile.get("/v1/episodes/hostile-0/page.txt").text
    for takeaway in items:
        unsupported = f"{takeaway['text']} (nothing in the transcript supports it)"
        assert (unsupported in text) == (not takeaway["evidence"])


def test_language_and_title(library, server):
    kite = document_of(library.get("/v1/episodes/kite/page.html").text)
    assert kite.get("lang") == "en-GB" and kite.find(".//title").text == "Paper & String"
    assert kite.find(".//h1").text == "Paper & String"
    bare = document_of(library.get("/v1/episodes/lantern/transcript.html").text)
    assert bare.get("lang") == "en" and bare.find(".//title").text == "lantern"
    assert [text_of(e) for e in bare.iter("h1")] == ["lantern"]
    assert "lantern" not in library.get("/v1/episodes/lantern/transcript.txt").text.split("\n")[0]
    assert all(len(tree.findall("./body/main/article/h1")) == 1 for tree in (kite, bare))
    assert all(p.get("dir") == "auto" for p in document_of(
        server.get(f"{BASE}/page.html").text).iter("p"))


FORMS = {"txt": "text/plain", "md": "text/markdown", "html": "text/html"}


@pytest.mark.parametrize("route", [BASE, f"{BASE}/page", "/page"])
@pytest.mark.parametrize("form", FORMS)
def test_forms_by_accept(server, route, form):
    answer = server.get(route, accept=FORMS[form])
    assert answer.headers["Content-Type"] == f"{FORMS[form]}; charset=utf-8"
    assert "accept" in answer.headers["Vary"].lower()
    for suffixed in (f"{BASE}/page.{form}", f"/page.{form}"):
        assert answer.body == server.get(suffixed, accept="application/json").body


def test_an_episode_is_json_unless_asked_otherwise(server):
    assert server.get(BASE).headers["Content-Type"] == "application/json"
    assert server.get(f"{BASE}/page").headers["Content-Type"].startswith("text/plain")
    for route, accept in ((BASE, "image/png"), ("/page", "application/json"),
                          (f"{BASE}/page", "application/json")):
        assert server.problem(route, 406, accept=accept)["type"].endswith(":not-acceptable")


def test_correcting_changes_the_page(serve, sample):
    client = serve(sample)
    before = client.get("/page.html")
    done = run("correct", ID, "--db", client.daemon.db, "--kind", "50", "content")
    assert done.status == 0, done.err
    serving = serve("--db", client.daemon.db)
    after = serving.get(f"{BASE}/page.html")
    assert after.headers["ETag"] != before.headers["ETag"]
    paragraph = next(p for p in spoken_paragraphs(document_of(after.text)) if p.get("id") == "p50")
    assert paragraph.find("span") is None
