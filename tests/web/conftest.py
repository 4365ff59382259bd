"""The pages in Debian's Chromium, served by a daemon of their own."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "http"))
import library_pages  # noqa: E402
from browser import Browser  # noqa: E402
from daemon import ROOT, Daemon  # noqa: E402

SAMPLE = ROOT / "tests" / "data" / "sample" / "the-tide-clock.txt"
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared")).absolute()
REAL = SHARED / "gold" / "honestly" / "page.txt"


@pytest.fixture(scope="session")
def chromium():
    browser = Browser()
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def folder():
    with tempfile.TemporaryDirectory(prefix="episoded-web-") as name:
        yield Path(name)


@pytest.fixture
def start(tmp_path):
    """Starts daemons that end with the test: start(page, ...)."""
    running = []

    def begin(*args):
        running.append(Daemon(tmp_path / f"daemon{len(running)}", *args))
        return running[-1]

    yield begin
    for daemon in running:
        if daemon.process.poll() is None:
            daemon.stop()


@pytest.fixture(scope="session")
def sample(folder):
    """A daemon with the sample episode."""
    daemon = Daemon(folder / "sample", SAMPLE)
    yield daemon
    daemon.stop()


@pytest.fixture(scope="session")
def library(folder):
    """A daemon with the small pages of the HTTP tests, and the sample."""
    pages = folder / "pages"
    pages.mkdir()
    library_pages.write(pages)
    daemon = Daemon(folder / "library", pages, SAMPLE)
    yield daemon
    daemon.stop()


@pytest.fixture(scope="session")
def real(folder):
    """A daemon with the real page."""
    if not REAL.exists():
        pytest.skip(f"no page {REAL} (set SHARED)")
    daemon = Daemon(folder / "real", REAL)
    yield daemon
    daemon.stop()


@pytest.fixture
def reader(chromium):
    """A fresh window; what went wrong on its pages, and what they asked others for, is a fault."""
    chromium.begin()
    yield chromium
    chromium.end()
