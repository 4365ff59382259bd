"""The pages for everybody: sizes, looks, scripts off, other writing, aids."""

import base64

import pytest
from browser import DESKTOP, NARROW, PHONE

READ = "/read/the-tide-clock"
STATES = {"library": "/", "search of the library": "/?q=moon", "nothing found": "/?q=zzyzx",
          "episode": READ, "search": f"{READ}?q=clok", "partial": f"{READ}?q=moon+harbour+zeppelin",
          "place": f"{READ}#p40"}
LOOKS = {"light": {}, "dark": {"prefers_color_scheme": "dark"},
         "reduced": {"prefers_reduced_motion": "reduce"}, "forced": {"forced_colors": "active"}}
EXOTIC = """Primary Topic
על הים ועל הירח: שיחה ארוכה על שעונים.
Main Takeaways
- השעון הולך אחרי הירח ולא אחרי השמש.
- 月亮决定潮水的时间，钟表只是跟着走。
Episode Chapters
1: הירח והים
מדברים על הגאות. נועה בר: "השעון הולך אחרי הירח"
2: 春天的潮水，以及一个非常非常非常非常非常非常非常非常非常非常长的标题
潮水与月亮。
Guest Name(s)
Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley-Majoribanks
Transcript
נועה בר
השעון הולך אחרי הירח ולא אחרי השמש, וזה מה שקשה להסביר לתיירים.
李明
月亮决定潮水的时间，钟表只是跟着走。我喜欢潮水。
Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley-Majoribanks
Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, and so on and on.
"""


@pytest.fixture(scope="session")
def exotic(folder):
    from daemon import Daemon
    page = folder / "exotic.txt"
    page.write_text(EXOTIC, "utf-8")
    daemon = Daemon(folder / "exotic", page)
    yield daemon
    daemon.stop()


def settled(reader):
    """All that comes by itself has come."""
    reader.until(lambda: reader.all("#talk svg") or reader.texts("#status") not in ([], ["Loading…"]))
    if "q=" in reader.address():
        reader.until(lambda: reader.text(".found-status") not in ("", "Searching…"))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES)
def test_nothing_bars_anybody(reader, sample, state, look):
    reader.media(**LOOKS[look])
    for size in (DESKTOP, PHONE):
        reader.size(size)
        reader.open(sample, STATES[state])
        settled(reader)
        assert reader.violations() == []
        assert reader.overflow() <= 0


@pytest.mark.parametrize("target", STATES.values(), ids=STATES)
def test_nothing_is_wider_than_a_small_phone(reader, sample, target):
    reader.size(NARROW)
    reader.open(sample, target)
    settled(reader)
    assert reader.overflow() <= 0


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP, (2560, 1400)])
def test_other_writing_and_long_names(reader, exotic, size):
    reader.size(size)
    reader.open(exotic, "/read/exotic?q=潮水")
    settled(reader)
    assert reader.overflow() <= 0
    assert reader.violations() == []
    assert len(reader.texts(".hits .hit")) == 1
    directions = reader.run("""return ['#takeaway-1 p', '#takeaway-2 p', '#p1', '#p2'].map(
        s => getComputedStyle(document.querySelector(s)).direction)""")
    assert directions == ["rtl", "ltr", "rtl", "ltr"]


def test_real_page(reader, real):
    for size in (DESKTOP, PHONE):
        reader.size(size)
        reader.open(real, "/read/honestly?q=war")
        settled(reader)
        assert reader.overflow() <= 0
        assert reader.violations() == []


def test_an_episode_is_read_without_scripts(reader, sample):
    reader.without_scripts()
    reader.open(sample, f"{READ}#p40")
    reader.without_scripts(False)
    assert reader.in_view("#p40")
    assert not reader.all("#talk svg")
    assert reader.violations() == []
    reader.click(".contents summary")
    reader.click(".contents a[href='#takeaways']")
    reader.until(lambda: reader.in_view("#takeaways-title"))


def test_the_library_says_what_scripts_are_for(reader, sample):
    reader.without_scripts()
    reader.open(sample)
    text = reader.text("main")
    reader.without_scripts(False)
    assert "Loading" not in text
    assert "need JavaScript" in text and "/v1/episodes" in reader.driver.page_source


def test_a_phone_shows_what_the_field_is_for(reader, sample):
    reader.size(PHONE)
    reader.open(sample, READ)
    assert reader.run("""const field = document.querySelector('.field input');
        field.value = field.placeholder; return field.scrollWidth <= field.clientWidth;""")


def test_it_prints(reader, sample):
    reader.open(sample, READ)
    settled(reader)
    reader.media("print")
    assert reader.run("""return ['.bar', '.contents', '.talk', '.tools', '.actions'].filter(
        s => getComputedStyle(document.querySelector(s)).display !== 'none')""") == []
    assert reader.one("#p80").is_displayed()
    reader.media()
    printed = base64.b64decode(reader.cdp("Page.printToPDF", {})["data"])
    assert printed.startswith(b"%PDF") and printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") > 3


def test_all_is_reached_by_keyboard(reader, sample):
    reader.open(sample, f"{READ}?q=moon")
    settled(reader)
    reached = set()
    for _ in range(40):
        reader.press("TAB")
        reached.add(reader.focused().get_attribute("id") or reader.focused().get_attribute("class")
                    or reader.focused().text)
    assert {"skip", "home", "q", "by-speaker", "by-kind", "hit"} <= reached


def test_a_long_transcript_is_read(reader, start, tmp_path):
    turns = "".join(f"{name}\n" + "The sea comes in and the sea goes out again, as I said. " * 9 + f"Turn {n}.\n"
                    for n in range(1000) for name in [("Ona Vane", "Pim Tarn")[n % 2]])
    page = tmp_path / "long.txt"
    page.write_text("Transcript\n" + turns, "utf-8")
    reader.open(start(page), "/read/long?q=turn+777")
    settled(reader)
    assert len(reader.all(".turn-marks rect")) == 1000
    reader.one(".hits .hit").click()
    reader.until(lambda: reader.in_view("#p778"))
    assert "Turn 777." in reader.text("#p778")
