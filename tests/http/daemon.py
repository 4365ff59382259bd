"""The binary under test: its commands, and a daemon to talk to."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("EPISODED", ROOT / "build" / "episoded")).absolute()
SANITIZED = os.environ.get("SANITIZED") == "1"
PATIENCE = 120 if SANITIZED else 20  # seconds
SANITIZER_REPORT = re.compile(r"(?m)Sanitizer|runtime error:")


def environment(extra=None):
    """Ours, without what would configure the binary behind a test's back."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("EPISODED_")}
    env.update(extra or {})
    return env


class Result:
    """What a command left behind."""

    def __init__(self, done):
        self.status = done.returncode
        self.stdout = done.stdout
        self.out = done.stdout.decode("utf-8")
        self.err = done.stderr.decode("utf-8")
        self.said = self.out + self.err

    def count(self, what):
        """The number that the closing line of `load` gives for what; None if it gives none."""
        found = re.findall(rf"(\d+) {what}\b|\b{what}:? (\d+)", self.said)
        return int("".join(found[-1])) if found else None


def run(*args, stdin=b"", env=None, cwd=None):
    """Runs a command to its end; a signal or a sanitizer's report is a fault of any test."""
    done = subprocess.run([str(BINARY), *map(str, args)], input=stdin, capture_output=True,
                          env=environment(env), cwd=cwd, timeout=PATIENCE * 10, check=False)
    result = Result(done)
    assert result.status >= 0, f"ended by signal {-result.status}: {result.err}"
    assert not SANITIZER_REPORT.search(result.err), result.err
    return result


class Daemon:
    """`episoded serve` on a free port, ready once it is made."""

    def __init__(self, folder, *args, env=None):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.db = self.folder / "library.db"
        self.errors = self.folder / "stderr"
        port_file = self.folder / "port"
        command = [str(BINARY), "serve", "--db", str(self.db), "--listen", "127.0.0.1:0",
                   "--port-file", str(port_file), *map(str, args)]
        with open(self.folder / "stdout", "wb") as out, open(self.errors, "wb") as err:
            self.process = subprocess.Popen(command, stdout=out, stderr=err, cwd=self.folder,
                                            env=environment(env))
        self.port = int(self._await(port_file))
        self.host = "127.0.0.1"
        self.url = f"http://{self.host}:{self.port}"

    def _await(self, port_file):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            text = port_file.read_text() if port_file.exists() else ""
            if text.endswith("\n"):
                return text
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        self.process.kill()
        self.process.wait()
        raise AssertionError(f"no server: {self.errors.read_text()}")

    def stop(self, number=signal.SIGTERM):
        """Ends it as an operator would."""
        self.process.send_signal(number)
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        errors = self.errors.read_text(errors="replace")
        assert not SANITIZER_REPORT.search(errors), errors
        assert status == 0, f"status {status}: {errors}"
