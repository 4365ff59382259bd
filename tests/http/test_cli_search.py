"""episoded search: what was said, at a prompt."""

import fcntl
import os
import re
import struct
import subprocess
import termios
import urllib.parse

import pytest

import library_pages
from daemon import BINARY, environment, run
from routes import GUEST, ID

STYLE = re.compile(r"\033\[[0-9;]*m")


@pytest.fixture(scope="module")
def db(tmp_path_factory, sample):
    folder = tmp_path_factory.mktemp("search")
    (folder / "pages").mkdir()
    library_pages.write(folder / "pages")
    (folder / "pages" / "bell.txt").write_text(
        "Transcript\nCorin Ash\nA bell \033[2Jrang\x07 twice.\n" + "风筝" * 60 + " bell\n")
    done = run("load", "--db", folder / "library.db", folder / "pages", sample)
    assert done.status == 0, done.said
    return folder / "library.db"


def search(db, *args, status=0, **more):
    result = run("search", "--db", db, *args, **more)
    assert result.status == status, result.said
    return result


def on_terminal(db, *args, columns=80, env=None):
    """What a terminal so wide gets to see."""
    mine, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen([BINARY, "search", "--db", db, *args], stdout=theirs,
                          env=environment({"TERM": "xterm", "NO_COLOR": "", **(env or {})})) as p:
        os.close(theirs)
        seen = b""
        try:
            while some := os.read(mine, 4096):
                seen += some
        except OSError:  # EIO: the other end is closed
            pass
        os.close(mine)
    assert p.returncode == 0
    return seen.decode("utf-8").replace("\r\n", "\n")


# ---- what is shown ----

def test_a_hit_and_its_place(db):
    out = search(db, "conscience").out
    assert out == ("Paper & String · paragraph 4 · Ondine Marlow\n"
                   "    So the tail is a conscience. And the string?\n"
                   "\n"
                   "1 passage in 1 episode\n")


def test_an_episode_without_title_is_named_by_its_id(db):
    assert search(db, "zebra").out.startswith("lantern · paragraph 1 · Corin Ash\n")


def test_passages_and_episodes_are_counted(db):
    assert search(db, "string").out.endswith("\n6 passages in 3 episodes\n")
    out = search(db, "string", "--limit", "3").out
    assert out.endswith("\n6 passages in 3 episodes, the best 3 shown (--limit N shows more)\n")
    assert out.count("· paragraph ") == 3


def test_a_kind_is_told_unless_it_is_content(db):
    assert re.search(r"(?m)^The Tide Clock · paragraph \d+ · ad$",
                     search(db, "--kind", "ad", "you").out)
    assert "content" not in search(db, "conscience").out


def test_partial_matches_are_told(db):
    out = search(db, "conscience zebra").out
    assert out.startswith("No passage has all of these words; these have some:\n\n")
    assert "No passage" not in search(db, "conscience tail").out


def test_nothing_found(db):
    assert search(db, "nosuchword", status=1).out == "Nothing found.\n"
    assert search(db, "--exact", "conscience zebra", status=1).out == "Nothing found.\n"


def test_words_are_one_query(db):
    assert search(db, "conscience", "tail").out == search(db, "conscience tail").out
    assert search(db, '"steady wind"').out == search(db, '"steady', 'wind"').out
    assert "zebra" in search(db, "--", "lantern", "-candle").out
    assert "candle" not in search(db, "--", "lantern", "-candle").out


@pytest.mark.parametrize("args,places", [
    (["--episode", "kite-again", "string"], ["kite-again · paragraph 4"]),
    (["--episode", "kite", "--speaker", "Tobias Renn", "question"], ["Paper & String · paragraph 5"]),
    (["--speaker", "corin-ash", "zebra"], ["lantern · paragraph 1"])])
def test_filters(db, args, places):
    assert re.findall(r"(?m)^(.* · paragraph \d+)", search(db, *args).out) == places


def test_context(db):
    out = search(db, "--context", "1", "conscience").out
    assert out.splitlines()[1:4] == [
        "    3 Tobias Renn: The string is tied in two places, and the tail keeps it honest.",
        "    4 So the tail is a conscience. And the string?",
        "    5 Tobias Renn: The string is only a question that you ask the wind."]


@pytest.mark.parametrize("section,q,place", [
    ("chapters", "knots", "chapter 2"), ("quotes", "steady strong", "quote 1 · Tobias Renn"),
    ("takeaways", "steady strong", "takeaway 1"), ("about", "marlow asks", "about the episode")])
def test_the_rest_of_the_page(db, section, q, place):
    assert search(db, "--in", section, q).out.startswith(f"Paper & String · {place}\n")


def test_two_paragraphs_that_have_the_words_together(db):
    out = search(db, "kite", "tail").out
    assert out.startswith(
        "No passage has all of these words; two neighbours have:\n\n"
        "Paper & String · paragraphs 2-3 · Tobias Renn\n"
        "    A kite needs a steady wind, never a strong one. I won't fly in a gale.\n"
        "    The string is tied in two places, and the tail keeps it honest.\n\n")
    assert not re.search(r"(?m)^Paper & String · paragraph 2 · .* · some of the words$", out)
    assert f"\n1 passage in 1 episode, and {out.count('some of the words') - 1} with" in out


def test_others_follow_what_has_all_of_the_words(db):
    out = search(db, "--in", "about", "kite of paper").out
    assert out.startswith("Paper & String · about the episode\n")
    assert "The Tide Clock · about the episode · some of the words\n" in out
    assert re.search(r"\n1 passage in 1 episode, and \d+ with some of the words\n$", out)


def test_what_was_corrected_is_told(db):
    out = search(db, "consciense").out
    assert out.startswith("Showing results for conscience; --exact searches for consciense "
                          "(0 passages).\n\n")


# ---- on a terminal ----

def test_no_style_unless_on_a_terminal(db):
    plain = search(db, "string").out
    assert "\033" not in plain
    colored = search(db, "--color", "always", "string").out
    assert "\033[1;31mstring\033[0m" in colored and STYLE.sub("", colored) == plain


@pytest.mark.parametrize("args,env,colored", [
    ([], {}, True), ([], {"NO_COLOR": "1"}, False), ([], {"TERM": "dumb"}, False),
    (["--color", "never"], {}, False), (["--color", "always"], {"NO_COLOR": "1"}, True)])
def test_style_on_a_terminal(db, args, env, colored):
    assert ("\033[" in on_terminal(db, *args, "string", env=env)) == colored


@pytest.mark.parametrize("columns", [20, 41, 80])
def test_lines_are_wrapped_to_the_terminal(db, columns):
    args = ["--context", "2", "moon OR 风筝"]
    shown = STYLE.sub("", on_terminal(db, *args, columns=columns))
    assert max(width(line) for line in shown.splitlines()) <= columns
    whole = search(db, *args).out
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", whole)
    # no word is cut: each stands whole in the unwrapped text
    assert set(re.findall(r"[A-Za-z']+", shown)) == set(re.findall(r"[A-Za-z']+", whole))


def width(line):
    return sum(2 if "\u3000" <= c <= "\u9fff" else 1 for c in line)


def test_a_wide_terminal_gets_lines_to_read(db):
    shown = STYLE.sub("", on_terminal(db, "moon", columns=300))
    assert 80 < max(map(len, shown.splitlines())) <= 100


def test_what_was_said_can_t_steer_the_terminal(db):
    for args in ([], ["--color", "always"], ["--context", "1"]):
        out = STYLE.sub("", search(db, *args, "bell", "rang").out)
        assert "\033" not in out and "\x07" not in out
        assert "\ufffd[2Jrang\ufffd twice" in out


# ---- --json ----

@pytest.mark.parametrize("q,options", [
    ("moon", {}), ("moon clock", {"limit": 2}), ("moon", {"episode": ID, "speaker": GUEST}),
    ("moon nosuchword", {"exact": 1}), ("moon", {"context": 2}), ("you", {"kind": "ad,promo"}),
    ("a&b=c +%", {"in": "transcript"})])
def test_json_is_what_the_api_answers(server, q, options):
    asked = urllib.parse.urlencode({"q": q, **options}, quote_via=urllib.parse.quote)
    args = [f"--{name}" if name == "exact" else f"--{name}={value}"
            for name, value in options.items()]
    answer = server.request("GET", "/v1/search?" + asked)
    result = run("search", "--json", "--db", server.daemon.db, *args, *q.split(" "))
    assert answer.status == 200 and result.stdout == answer.body
    assert result.status == (0 if answer.json()["items"] else 1)


# ---- failures ----

@pytest.mark.parametrize("args,message", [
    (["--kind", "x", "moon"], "--kind takes a comma list of content, ad, promo"),
    (["--in", "titles", "moon"], "--in takes a comma list of transcript, chapters"),
    (["--limit", "5000", "moon"], "--limit takes a whole number from 1 to 1000"),
    (["--context", "11", "moon"], "--context takes a whole number from 0 to 10"),
    (["--limit", "0", "moon"], "--limit takes a whole number from 1 on, not '0'"),
    (["--episode", "nobody", "moon"], "there is no episode 'nobody' in "),
    (["--episode", "kite", "--speaker", "nobody", "moon"], "episode 'kite' has no speaker 'nobody'"),
    (["--speaker", "nobody", "moon"], "has a speaker 'nobody'"),
    (["\udcff"], "the query is not valid UTF-8"),
    (["--speaker", "\udcff", "moon"], "--speaker is not valid UTF-8"),
    (["--color", "blue", "moon"], "--color takes auto, always or never"),
    (["--", "-moon"], "only says what to leave out"), (["!"], "no word to look for")])
def test_what_can_t_be_searched(db, args, message):
    result = search(db, *args, status=2)
    assert message in result.err and result.out == ""


def test_no_database(tmp_path):
    result = search(tmp_path / "none.db", "moon", status=2)
    assert "none.db" in result.err and result.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(db):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([BINARY, "search", "--db", db, "moon"], stdout=full,
                              stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2 and b"written" in done.stderr
