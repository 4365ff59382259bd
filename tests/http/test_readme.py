"""README's examples are what the server says. `make golden` (pytest --renew-golden) writes their
answers anew."""

import re
import shlex
import subprocess

from daemon import BINARY, PATIENCE, ROOT, SANITIZER_REPORT, environment, run

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


def written_by(folder, script):
    """Runs a script as somebody at a prompt does, whose page is the sample; what was printed."""
    sample = ROOT / "tests" / "data" / "sample" / "the-tide-clock.txt"
    (folder / "my-page.txt").write_bytes(sample.read_bytes())
    (folder / "bin").mkdir()
    (folder / "bin" / "episoded").symlink_to(BINARY)
    env = {**environment({"EPISODED_LISTEN": "127.0.0.1:0", "EPISODED_PORT_FILE": "port"}),
           "PATH": f"{folder}/bin:/usr/bin:/bin"}
    # The server gets a free port, and ends with the script.
    script = script.replace("token &\n", "token >log 2>&1 &\nserver=$!\n"
                            "trap 'kill $server; wait' EXIT\n"
                            "until [ -s port ]; do kill -0 $server; done\n")
    script = script.replace("127.0.0.1:8080", "127.0.0.1:$(cat port)")
    script = script.replace("curl ", "curl -sS -w ' %{http_code}\\n' ")
    done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=env, check=False,
                          capture_output=True, text=True, timeout=PATIENCE)
    log = (folder / "log").read_text()
    assert done.returncode == 0 and not done.stderr, done.stderr + log
    assert not SANITIZER_REPORT.search(log), log
    return done.stdout


def test_readme_writes(tmp_path):
    script = re.search(r"^```sh\n(.*?curl -T .*?)^```$", README.read_text("utf-8").split(
        "## Writing")[1], re.DOTALL | re.MULTILINE)[1]
    said = written_by(tmp_path, script)
    # Loaded, there already, had, put back, gone.
    assert re.findall(r" (\d{3})$", said, re.MULTILINE) == ["201", "412", "200", "200", "204"], said
    assert '"outcome":"loaded"' in said and '"title":"My page"' in said


def test_readme_corrects_the_sample(tmp_path):
    db = tmp_path / "readme.db"
    sample = ROOT / "tests" / "data" / "sample" / "the-tide-clock.txt"
    commands = re.findall(r"^episoded correct (.*)$", README.read_text("utf-8"), re.MULTILINE)
    assert len(commands) >= 6
    assert run("load", "--db", db, sample).status == 0
    for command in commands:
        done = run("correct", "--db", db, *shlex.split(command, comments=True))
        assert done.status == 0, f"{command}: {done.err}"
