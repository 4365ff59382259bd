"""The picture of the talk."""

import pytest

READ = "/read/the-tide-clock"


@pytest.fixture
def talk(reader, sample):
    reader.open(sample, READ)
    reader.until(lambda: reader.all("#talk .turn-marks rect"))
    return reader


def test_a_link_of_the_table_is_seen_while_it_has_the_focus(talk):
    link = talk.all("#talk table a")[0]
    talk.run("arguments[0].focus()", link)
    assert link.rect["height"] > 10 and talk.in_view("#talk table a")
    assert talk.run("""const box = arguments[0].getBoundingClientRect();
        return document.elementFromPoint(box.left + 2, box.top + 2) === arguments[0]""", link)


def test_a_mark_a_turn_in_the_speakers_lane(talk):
    turns = talk.run("return fetch('/v1/episodes/the-tide-clock/turns').then(r => r.json())")["items"]
    speakers = {s["id"]: s for s in talk.run(
        "return fetch('/v1/episodes/the-tide-clock/speakers').then(r => r.json())")["items"]}
    spoken = [t for t in turns if t["speaker"] and speakers[t["speaker"]["id"]]["role"] != "sponsor"
              and t["words_by_kind"]["content"] + t["words_by_kind"]["promo"]]
    assert len(talk.all(".turn-marks rect")) == len(spoken)
    assert len(talk.all(".ad-marks rect")) == sum(t["words_by_kind"]["ad"] > 0 for t in turns)
    rows = talk.run("""return [...document.querySelectorAll('.turn-marks rect')].map(
        m => [m.getAttribute('y'), m.parentNode.getAttribute('class')].join())""")
    assert len(set(rows)) == 4
    assert talk.texts(".lane")[0].split("\n") == ["Marit Tollaksund", "59 %"]


def test_a_click_goes_there(talk):
    talk.run("""const s = document.querySelector('.strip'), b = s.getBoundingClientRect();
        s.dispatchEvent(new MouseEvent('click', {clientX: b.left + b.width / 2, clientY: b.top + 3}));""")
    talk.until(lambda: "#p" in talk.address())
    paragraph = talk.address().partition("#")[2]
    talk.until(lambda: talk.in_view(f"#{paragraph}"))
    assert 35 < int(paragraph[1:]) < 55


def test_chapters_and_quotes_stand_where_they_are(talk):
    assert [a.get_attribute("title") for a in talk.all(".chapter-mark")][2] == \
        "Chapter 3: Salt, Gulls and Kindness"
    lefts = [talk.run("return arguments[0].getBoundingClientRect().left", a)
             for a in talk.all(".chapter-mark")]
    assert lefts == sorted(lefts) and len(lefts) == 5
    assert len(talk.all(".quote-mark")) == 4  # one was said nowhere
    talk.one(".chapter-mark").click()
    talk.until(lambda: talk.in_view("#chapter-1"))


def test_it_is_a_table_to_a_screen_reader(talk):
    heads = talk.run("return [...document.querySelectorAll('#talk thead th')].map(h => h.textContent)")
    assert heads == ["Part", "Marit Tollaksund", "Nuala Farthing", "Gideon Strake", "Wilf Nankerrow",
                     "Advertisements"]
    rows = talk.run("""return [...document.querySelectorAll('#talk tbody tr')].map(
        r => [...r.cells].map(c => c.textContent))""")
    assert len(rows) == 8 and rows[0][0] == "From paragraph 1"
    assert all(0 < sum(float(c.rstrip(" %")) for c in row[1:]) <= 101 for row in rows)
    assert talk.one("#talk svg").get_attribute("aria-hidden") == "true"


def test_hits_are_lit(reader, sample):
    reader.open(sample, f"{READ}?q=moon")
    reader.one(".hits .hit")
    paragraphs = {a.get_attribute("hash") for a in reader.all(".hits .hit")}
    reader.until(lambda: len(reader.all(".strip .hits line")) == len(paragraphs))
    reader.button("Close").click()
    reader.until(lambda: not reader.all(".strip .hits line"))
