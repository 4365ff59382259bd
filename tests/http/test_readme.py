"""README's examples are what the server says. `make golden` (pytest --renew-golden) writes their
answers anew."""

import re
import shlex

from daemon import ROOT, run

README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n(\$ [^\n]*\n)(.*?)^```$", re.DOTALL | re.MULTILINE)
CURL = re.compile(r"\$ curl (?:--json '([^']*)' )?'?http://127\.0\.0\.1:8080(/[^'\n]*)'?\n")


def answer(server, command):
    """What a command of the README prints."""
    match = CURL.fullmatch(command)
    if match and match[1]:
        return server.request("POST", match[2], {"Content-Type": "application/json"},
                              match[1].encode("utf-8")).text
    if match:
        return server.request("GET", match[2]).text
    _, program, *args = shlex.split(command)
    assert program == "episoded" and args[0] in ("--help", "search"), f"can't run {command}"
    return run(*args, env={"EPISODED_DB": str(server.daemon.db)}).out


def test_readme_shows_what_is_answered(server, request):
    text = README.read_text("utf-8")
    assert len(BLOCK.findall(text)) >= 6
    now = BLOCK.sub(lambda m: f"```console\n{m[1]}{answer(server, m[1])}```", text)
    if request.config.getoption("--renew-golden"):
        README.write_text(now, "utf-8")
    assert README.read_text("utf-8") == now


def test_readme_corrects_the_sample(tmp_path):
    db = tmp_path / "readme.db"
    sample = ROOT / "tests" / "data" / "sample" / "the-tide-clock.txt"
    commands = re.findall(r"^episoded correct (.*)$", README.read_text("utf-8"), re.MULTILINE)
    assert len(commands) >= 6
    assert run("load", "--db", db, sample).status == 0
    for command in commands:
        done = run("correct", "--db", db, *shlex.split(command, comments=True))
        assert done.status == 0, f"{command}: {done.err}"
