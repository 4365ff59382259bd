"""HTTP as RFC 9110 and 9111 have it, for every route: one table, one row a header."""

import gzip

import pytest

import contract
from client import Client
from daemon import SANITIZED, run
from routes import ID, TEMPLATES, having, params, path

if SANITIZED:  # slow, and what the routes share is made in one place
    TEMPLATES = TEMPLATES[::6]
DATA = having(304)  # routes whose answers a cache may keep
FOR_READING = {"text/plain": ".txt", "text/markdown": ".md", "text/html": ".html"}
FORMS = {"transcript": {"application/json": "", **FOR_READING}, "page": FOR_READING}  # by last segment
NEGOTIATED = [t for t in TEMPLATES
              if t in ("/", "/v1/episodes/{id}") or t.endswith(("/transcript", "/page"))]
APP, OTHER = "https://app.example", "https://other.example"
EXPOSED = {"allow", "content-location", "etag", "link", "location", "retry-after",
           "www-authenticate", "x-request-id"}
LEAST_GZIP = 256


def resource(template):
    """transcript or page, in whichever form; None for all else."""
    name = template.rpartition("/")[2].partition(".")[0]
    return name if name in FORMS else None


JSON_ONLY = [t for t in TEMPLATES
             if set(contract.response_of(t, "get", 200).get("content", ())) == {"application/json"}]


def words(value):
    """The members of a list header, in lower case."""
    return {word.strip().lower() for word in (value or "").split(",") if word.strip()}


def unpacked(answer):
    coding = answer.headers["Content-Encoding"]
    assert coding in (None, "gzip")
    return gzip.decompress(answer.body) if coding else answer.body


def ask(client, template, method="GET", **fields):
    """The route's answer; one that is compressed is not held against the contract."""
    target = path(template)
    if params(template):
        target += "?q=clock"
    answer = client.send(method, target, {k.replace("_", "-"): v for k, v in fields.items()})
    if not answer.headers["Content-Encoding"]:
        contract.check(method, target, answer)
    return answer


# ---- what every answer has ----

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
PAGES = ["/read/{id}", "/web/{file}"]
PAGE_POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
               "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")


def expected_headers(template):
    """One row of the table: header and value of a plain 200, None for what is not there."""
    lasting = template in DATA
    several = template in NEGOTIATED
    return {**ALWAYS, **({"Content-Security-Policy": PAGE_POLICY} if template in PAGES else {}),
            "Cache-Control": "no-cache" if lasting else "no-store",
            "Vary": "Accept, Accept-Encoding" if several else "Accept-Encoding",
            "Content-Encoding": None, "Access-Control-Allow-Origin": None,
            "Access-Control-Expose-Headers": None, "Set-Cookie": None, "Server": None}


@pytest.mark.parametrize("template", TEMPLATES)
def test_headers(server, template):
    answer = ask(server, template)
    assert answer.status == 200
    assert {name: answer.headers[name] for name in expected_headers(template)} == \
        expected_headers(template)
    assert (answer.headers["ETag"] is not None) == (template in DATA)
    repeated = [name for name in answer.headers if len(answer.headers.get_all(name)) > 1]
    assert not repeated


@pytest.mark.parametrize("target,status", [("/nothing", 404), ("/summary?x", 400),
                                           (f"/v1/episodes/{ID}/chapters/99", 404)])
def test_refusals_are_kept_by_nobody(server, target, status):
    answer = server.request("GET", target)
    assert answer.status == status and answer.headers["ETag"] is None
    for name, value in {**ALWAYS, "Cache-Control": "no-store"}.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize("template", TEMPLATES)
def test_links(server, template):
    answer = ask(server, template)
    found = contract.links(answer)
    described = template in DATA and template not in (
        "/", "/v1", "/v1/openapi.yaml", "/web/{file}")
    assert (("/v1/openapi.yaml", "describedby", "") in found) == described
    alternates = {kind: url for url, rel, kind in found if rel == "alternate"}
    name = resource(template)
    own = answer.headers["Content-Type"].partition(";")[0]
    assert set(alternates) == (set(FORMS[name]) - {own} if name else set())
    for kind, url in alternates.items():
        assert url == f"/v1/episodes/{ID}/{name}{FORMS[name][kind]}"
        assert server.get(url).headers["Content-Type"].partition(";")[0] == kind


def test_links_keep_the_parameters(server):
    found = contract.links(server.get(f"/v1/episodes/{ID}/transcript.md?kind=ad&limit=1"))
    assert (f"/v1/episodes/{ID}/transcript?kind=ad&limit=1", "alternate",
            "application/json") in found
    assert [rel for _, rel, _ in found][0] == "next"


# ---- codings and validators ----

@pytest.mark.parametrize("template", [t for t in TEMPLATES if t != "/metrics"])  # never the same
def test_gzip(server, template):
    plain = ask(server, template)
    packed = ask(server, template, Accept_Encoding="gzip, deflate, br")
    assert unpacked(packed) == plain.body
    assert (packed.headers["Content-Encoding"] == "gzip") == (len(plain.body) >= LEAST_GZIP)
    if packed.headers["Content-Encoding"]:
        assert len(packed.body) < len(plain.body)
        if template in DATA:
            assert packed.headers["ETag"] != plain.headers["ETag"]
    else:
        assert packed.headers["ETag"] == plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"]
    head = ask(server, template, "HEAD", Accept_Encoding="gzip, deflate, br")
    assert {k: v for k, v in head.headers.items() if k != "Date"} == \
        {k: v for k, v in packed.headers.items() if k != "Date"}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("asked,coding", [
    ("", None), ("identity", None), ("br", None), ("gzip;q=0", None), ("gzip;q=0.5, identity", None),
    ("gzip;q=0.5, identity;q=0.4", "gzip"), ("*", "gzip"), ("x-gzip", "gzip"),
    ("identity;q=0, gzip", "gzip"), ("*;q=0", 406), ("identity;q=0", 406),
    ("identity;q=0, br", 406)])
def test_codings(server, template, asked, coding):
    answer = ask(server, template, Accept_Encoding=asked)
    if coding == 406:
        problem = answer.json()
        assert answer.status == problem["status"] == 406
        assert "gzip" in problem["detail"] and "identity" in problem["detail"]
        return
    small = len(ask(server, template).body) < LEAST_GZIP and not asked.startswith("identity;q=0")
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == (None if small else coding)
    unpacked(answer)


def test_refusals_are_plain(server):
    answer = server.send("GET", "/nothing" + "x" * 500, {"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] is None and answer.json()["status"] == 404


KEPT = {"Cache-Control", "Content-Location", "ETag", "Vary"}
NOT_TOLD = {"Content-Type", "Content-Encoding", "Link", "Last-Modified"}


@pytest.mark.parametrize("template", DATA)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_not_modified(server, template, coding):
    whole = ask(server, template, Accept_Encoding=coding)
    etag = whole.headers["ETag"]
    assert etag.startswith('"')
    for known in (etag, f"W/{etag}", f'"x", {etag}', f'"x",W/{etag} , "y"', "*"):
        for method in ("GET", "HEAD"):
            answer = ask(server, template, method, Accept_Encoding=coding, If_None_Match=known)
            assert (answer.status, answer.body) == (304, b"")
            assert {k: answer.headers[k] for k in KEPT} == {k: whole.headers[k] for k in KEPT}
            assert not NOT_TOLD & set(answer.headers)
            # RFC 9110, 8.6: none, or that of the 200.
            assert answer.headers["Content-Length"] in (None, str(len(whole.body)))
    for unknown in ('"x"', etag.strip('"'), etag[:-2] + '"', ""):
        again = ask(server, template, Accept_Encoding=coding, If_None_Match=unknown)
        assert (again.status, again.body) == (200, whole.body)


@pytest.mark.parametrize("template", DATA)
def test_what_is_known_in_the_other_coding(server, template):
    plain = ask(server, template).headers["ETag"]
    packed = ask(server, template, Accept_Encoding="gzip").headers["ETag"]
    both = ask(server, template, Accept_Encoding="gzip", If_None_Match=f"{plain}, {packed}")
    assert (both.status, both.headers["ETag"]) == (304, packed)
    known = ask(server, template, Accept_Encoding="gzip", If_None_Match=plain)
    assert (known.status, known.headers["ETag"]) == (304, plain)
    # RFC 9110, 8.6: the length is that of the 200, which would be compressed.
    assert known.headers["Content-Length"] == both.headers["Content-Length"]
    # Nothing tells that this client can read what it has.
    assert ask(server, template, Accept_Encoding="identity", If_None_Match=packed).status in \
        ((200,) if plain != packed else (304,))
    refused = ask(server, template, Accept_Encoding="gzip, identity;q=0", If_None_Match=plain)
    assert refused.status == 200 and refused.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("template", DATA)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_if_match(server, template, method):
    whole = ask(server, template, method)
    etag = whole.headers["ETag"]
    for current in (etag, f'"x", {etag}', f'W/"x",{etag}', "*"):
        answer = ask(server, template, method, If_Match=current)
        assert (answer.status, answer.body) == (200, whole.body)
        assert ask(server, template, method, If_Match=current, If_None_Match=etag).status == 304
    for other in ('"x"', f"W/{etag}", etag.strip('"'), ""):
        answer = ask(server, template, method, If_Match=other, If_None_Match=etag)
        assert answer.status == 412 and answer.headers["ETag"] is None
        assert method == "HEAD" or answer.json()["type"].endswith(":precondition-failed")


def test_if_match_in_the_other_coding(server):
    etag = ask(server, "/summary", Accept_Encoding="gzip").headers["ETag"]
    assert server.request("GET", "/summary", {"If-Match": etag}).status == 200


@pytest.mark.parametrize("target,status", [
    ("/nothing", 404), ("/summary?x", 400), *((t, 412) for t in TEMPLATES if t not in DATA)])
def test_if_match_where_there_is_no_etag(server, target, status):
    assert server.request("GET", target, {"If-Match": '"x"'}).status == status


def test_etag_outlives_the_process(serve, sample):
    tags = {serve(sample).get("/summary").headers["ETag"] for _ in range(2)}
    assert len(tags) == 1


# ---- forms ----

@pytest.mark.parametrize("template", JSON_ONLY)
@pytest.mark.parametrize("accept,status", [
    ("application/json", 200), ("*/*", 200), ("application/*", 200), ("text/html, */*;q=0.1", 200),
    ("application/json;q=0.001", 200), ("application/json; charset=utf-8", 200),
    ("application/xml", 406), ("text/html, image/*", 406), ("*/*, application/json;q=0", 406),
    ("*/*;q=0", 406), ("nonsense", 200), ("", 200)])
def test_json_or_nothing(server, template, accept, status):
    answer = ask(server, template, Accept=accept)
    assert answer.status == status
    if status == 406:
        asked = "?q=clock" if params(template) else ""
        own = path(template) if template.startswith("/v1") or template == "/" else \
            f"/v1/episodes/{ID}{path(template)}"
        assert answer.json()["available"] == [{"type": "application/json", "url": own + asked}]


@pytest.mark.parametrize("template", [t for t in NEGOTIATED if resource(t)])
def test_406_lists_every_form(server, template):
    problem = ask(server, template, Accept="image/png, application/json;q=0").json()
    name = resource(template)
    assert {a["type"]: a["url"] for a in problem["available"]} == \
        {kind: f"/v1/episodes/{ID}/{name}{end}" for kind, end in FORMS[name].items()}


@pytest.mark.parametrize("template", [t for t in TEMPLATES
                                      if t not in JSON_ONLY and t not in NEGOTIATED])
def test_address_that_names_its_form_gives_it(server, template):
    assert ask(server, template, Accept="image/png").status == 200


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize("accept,kind", [
    (None, "application/json"), ("*/*", "application/json"), ("application/json", "application/json"),
    ("text/html;q=0.5, application/json", "application/json"), ("nonsense", "application/json"),
    (BROWSER, "text/html"), ("text/html", "text/html"), ("text/*", "text/html")])
def test_a_browser_gets_the_library(server, accept, kind):
    answer = server.get("/", accept=accept)
    assert answer.headers["Content-Type"].partition(";")[0] == kind
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    assert (answer.headers["Content-Security-Policy"] == PAGE_POLICY) == (kind == "text/html")
    assert answer.headers["ETag"] != server.get(
        "/", accept="application/json" if kind == "text/html" else "text/html").headers["ETag"]
    assert server.json("/v1")["name"] == "episoded"  # which has no other form
    server.problem("/v1", 406, accept="text/html")


def test_neither_index_nor_library(server):
    problem = server.problem("/", 406, accept="image/png")
    assert problem["available"] == [{"type": kind, "url": "/"}
                                    for kind in ("application/json", "text/html")]


def test_header_in_several_lines_is_one_list(server):
    connection = Client(server.daemon)
    connection.send("GET", "/livez", {})
    wire = connection.connection
    for lines, expected in [(["image/png", "text/plain;q=0.5", "text/html;q=0.4"], "text/plain"),
                            (["text/html;q=0.1", "text/markdown"], "text/markdown")]:
        wire.putrequest("GET", "/transcript", skip_accept_encoding=True)
        for line in lines:
            wire.putheader("Accept", line)
        wire.endheaders()
        answer = wire.getresponse()
        answer.read()
        assert answer.headers["Content-Type"].startswith(expected)


# ---- methods ----

@pytest.mark.parametrize("template", sorted(contract.OPENAPI["paths"]))
def test_options(server, template):
    item = contract.OPENAPI["paths"][template]
    answer = server.request("OPTIONS", path(template))
    assert answer.status == 204 and answer.headers["Content-Length"] is None
    methods = {m.upper() for m in item} - {"PARAMETERS"}
    assert words(answer.headers["Allow"]) == \
        {m.lower() for m in methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())}


def test_options_of_everything(server):
    answer = server.send("OPTIONS", "*", {})
    assert answer.status == 204
    assert {"get", "head", "post", "options"} <= words(answer.headers["Allow"])
    assert server.send("OPTIONS", "/nothing", {}).status == 404
    assert server.send("GET", "*", {}).status in (400, 404)


# ---- addresses ----

def test_overlong_address(server):
    target = "/v1/search?q=" + "a" * (16384 - len("/v1/search") - 2)
    assert server.send("GET", target, {}).status != 414
    answer = server.request("GET", target + "a")
    assert answer.status == 414 and answer.json()["type"].endswith(":too-long")
    assert server.request("GET", "/" + "a" * 17000).status == 414


@pytest.mark.parametrize("query", ["q=%E6%BD%AE", "q=%F0%A0%80%80", "q=caf%C3%A9", "q=cafe%CC%81"])
def test_utf8_in_queries(server, query):
    answer = server.get(f"/v1/search?{query}")
    assert answer.json()["query"]["text"]


def test_utf8_in_paths(serve, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("Transcript\nMira Okono\nThe tide is late.\n")
    assert run("load", "--db", tmp_path / "x.db", "--id", "ebbe-und-flut", page).status == 0
    client = serve(page)
    problem = client.problem("/v1/episodes/%E6%BD%AE", 404)
    assert "潮" in problem["detail"] and problem["instance"] == "/v1/episodes/%E6%BD%AE"


# ---- browsers of other origins ----

@pytest.fixture(scope="module")
def open_to_all(serve, sample):
    return serve("--cors", "*", sample)


@pytest.fixture(scope="module")
def open_to_some(serve, sample):
    return serve("--cors", f"{APP},http://localhost:3000", sample)


@pytest.mark.parametrize("template", TEMPLATES)
def test_cors_for_all(open_to_all, template):
    for fields in ({}, {"Origin": OTHER}, {"Origin": OTHER, "Accept_Encoding": "gzip"}):
        answer = ask(open_to_all, template, **fields)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert words(answer.headers["Access-Control-Expose-Headers"]) == EXPOSED
        assert "origin" not in words(answer.headers["Vary"])
        assert "Access-Control-Allow-Credentials" not in answer.headers
        if etag := answer.headers["ETag"]:
            known = ask(open_to_all, template, If_None_Match=etag, **fields)
            assert known.status == 304 and known.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("template", TEMPLATES)
def test_cors_for_some(open_to_some, template):
    for _ in range(2):  # made, and kept
        for origin, allowed in [(APP, APP), (OTHER, None), (None, None), ("null", None),
                                ("http://localhost:3000", "http://localhost:3000")]:
            answer = ask(open_to_some, template, **({"Origin": origin} if origin else {}))
            assert answer.headers["Access-Control-Allow-Origin"] == allowed
            assert "origin" in words(answer.headers["Vary"])
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_refusals_are_readable_too(open_to_some, open_to_all):
    for client, allowed in ((open_to_some, APP), (open_to_all, "*")):
        for target in ("/nothing", "/summary?x", "/v1/episodes/nobody"):
            answer = client.send("GET", target, {"Origin": APP})
            assert answer.headers["Access-Control-Allow-Origin"] == allowed


@pytest.mark.parametrize("template", sorted(contract.OPENAPI["paths"]))
def test_preflight(server, open_to_all, open_to_some, template):
    method = "POST" if contract.is_post(template) else "GET"
    fields = {"Origin": APP, "Access-Control-Request-Method": method,
              "Access-Control-Request-Headers": "content-type,if-none-match"}
    for client, allowed in ((open_to_all, "*"), (open_to_some, APP), (server, None)):
        answer = client.send("OPTIONS", path(template), fields)
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == allowed
        if allowed is None:
            assert "Access-Control-Allow-Methods" not in answer.headers
            continue
        assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"]
        assert {"content-type", "if-none-match", "accept"} <= \
            words(answer.headers["Access-Control-Allow-Headers"])
        assert int(answer.headers["Access-Control-Max-Age"]) > 0
    stranger = open_to_some.send("OPTIONS", path(template), {**fields, "Origin": OTHER})
    assert "Access-Control-Allow-Origin" not in stranger.headers


def test_preflights_keep_the_connection(open_to_all):
    open_to_all.send("GET", "/livez", {})
    before = open_to_all.connection.sock
    for _ in range(3):
        assert open_to_all.send("OPTIONS", "/summary", {"Origin": APP}).status == 204
    assert open_to_all.connection.sock is before


@pytest.mark.parametrize("option", [["--cors", "app.example"], ["--cors", ""],
                                    ["--host", "http://x"], ["--cors", "https://x/"]])
def test_options_that_cannot_be_meant(tmp_path, sample, option):
    done = run("serve", "--db", tmp_path / "x.db", "--listen", "127.0.0.1:0", *option, sample)
    assert done.status == 2 and option[0] in done.err


# ---- names of this machine ----

@pytest.mark.parametrize("template", sorted(contract.OPENAPI["paths"]))
@pytest.mark.parametrize("host,status", [("evil.example", 421), ("evil.example:8080", 421),
                                         ("localhost.evil.example", 421), ("localhost:1", 200),
                                         ("127.0.0.1", 200), ("[::1]:8080", 200)])
def test_host(server, template, host, status):
    method = "OPTIONS" if contract.is_post(template) else "GET"
    answer = ask(server, template, method, Host=host)
    assert answer.status == (204 if method == "OPTIONS" and status == 200 else status)
    if status == 421:
        problem = answer.json()
        assert problem["type"].endswith(":misdirected") and "--host" in problem["detail"]
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_host_by_option(serve, sample):
    named, any_name = serve("--host", "pod.example", sample), serve("--host", "*", sample)
    for client, host, status in [(named, "pod.example", 200), (named, "POD.example:443", 200),
                                 (named, "localhost", 200), (named, "evil.example", 421),
                                 (any_name, "evil.example", 200)]:
        assert client.send("GET", "/summary", {"Host": host}).status == status
