"""Fixtures of the end-to-end suite. `make golden` (pytest --renew-golden) writes golden/ anew."""

from pathlib import Path

import hypothesis
import pytest

import contract
import library_pages
from client import Client
from daemon import BINARY, ROOT, SANITIZED, Daemon
from wire import Wire

SAMPLE = ROOT / "tests" / "data" / "sample" / "the-tide-clock.txt"
HERE = Path(__file__).parent
# Long enough for a sanitizer on a busy machine: a slow machine is no failure.
UNHURRIED = ["--budget", "60000"]

hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True,
                                     max_examples=40 if SANITIZED else 150)
hypothesis.settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption("--renew-golden", action="store_true",
                     help="write tests/http/golden/ from what the server answers")


def pytest_configure(config):
    config.whole_suite = False


def pytest_collection_modifyitems(config, items):
    files = {Path(item.path).name for item in items}
    whole = {p.name for p in HERE.glob("test_*.py")} <= files and not config.option.keyword
    config.whole_suite = whole and not SANITIZED  # which asks for less


# What the tests reached is known when all have run, those of other processes (pytest-xdist) too.
def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["seen"] = sorted(contract.seen)
        session.config.workeroutput["whole_suite"] = session.config.whole_suite


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    output = getattr(node, "workeroutput", {})  # none where it crashed
    contract.seen.update(map(tuple, output.get("seen", [])))
    node.config.whole_suite |= output.get("whole_suite", False)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtestloop(session):
    """Ends a run of the whole suite with one more test: every documented answer was seen."""
    yield
    config = session.config
    if config.whole_suite and not hasattr(config, "workerinput"):
        missing = contract.documented() - contract.seen
        config.hook.pytest_runtest_logreport(report=pytest.TestReport(
            nodeid="schema/openapi.yaml: every documented answer was seen",
            location=("schema/openapi.yaml", None, "every documented answer was seen"),
            keywords={}, outcome="failed" if missing else "passed", when="call",
            longrepr=f"never seen: {sorted(missing)}" if missing else None))


@pytest.fixture(scope="session", autouse=True)
def binary():
    assert BINARY.exists(), f"no {BINARY}: build it first, or name it in EPISODED"
    return BINARY


@pytest.fixture(scope="session")
def sample():
    """The sample episode's page."""
    return SAMPLE


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Starts daemons that end, cleanly, with the session."""
    daemons = []

    def start(*args):
        daemons.append(Daemon(tmp_path_factory.mktemp("serve"), *UNHURRIED, *args))
        return Client(daemons[-1])

    yield start
    for daemon in daemons:
        daemon.stop()


@pytest.fixture(scope="session")
def server(serve, sample):
    """The sample episode, which is the default."""
    return serve(sample)


@pytest.fixture(scope="session")
def library(serve, tmp_path_factory):
    """Several small episodes, none of them the default."""
    folder = tmp_path_factory.mktemp("pages")
    library_pages.write(folder)
    return serve(folder)


@pytest.fixture(scope="session")
def empty(serve):
    """No episodes."""
    return serve()


@pytest.fixture
def start():
    """Starts daemons that a failed test may leave behind."""
    daemons = []

    def begin(kind, *args):
        daemons.append(kind(*args))
        return daemons[-1]

    yield begin
    for daemon in daemons:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()


@pytest.fixture
def connect(server):
    wires = []

    def start():
        wires.append(Wire(server.daemon))
        return wires[-1]

    yield start
    for wire in wires:
        wire.close()


@pytest.fixture
def wire(connect):
    return connect()
