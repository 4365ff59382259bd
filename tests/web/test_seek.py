"""Search as one types, in an episode."""

import re

import pytest

from browser import PHONE

READ = "/read/the-tide-clock"


@pytest.fixture
def page(reader, sample):
    reader.open(sample, READ)
    reader.one("#q")
    return reader


def hits(reader):
    return reader.texts(".hits .hit")


def test_hits_come_as_one_types(page):
    page.press("/", "moon")
    page.until(lambda: hits(page))
    assert page.text(".found-status") == "16 passages"
    assert all("moon" in h.lower() for h in hits(page))
    assert "paragraph" in hits(page)[0] and "Marit Tollaksund" in hits(page)[0]
    page.press(" harbour")
    page.until(lambda: re.fullmatch(r"1 passage, and \d+ with some of the words",
                                    page.text(".found-status")))
    assert page.text(".hits .divider") == "With some of the words"


def test_a_word_that_is_begun_finds(page):
    page.press("/", "harb")
    page.until(lambda: hits(page))
    assert "harb" in hits(page)[0]


def test_suggestions_by_keyboard(page):
    page.press("/", "mari")
    options = page.until(lambda: [o for o in page.texts("#suggestions [role=option]") if o])
    assert options[0] == "Marit Tollaksund\nspeaker"
    field = page.one("#q")
    assert field.get_attribute("aria-expanded") == "true"
    page.press("ARROW_DOWN")
    active = field.get_attribute("aria-activedescendant")
    assert page.one(f"#{active}").get_attribute("aria-selected") == "true"
    page.press("ENTER")
    assert field.get_attribute("value") == '"Marit Tollaksund"'
    assert field.get_attribute("aria-expanded") == "false"
    page.until(lambda: hits(page))


def test_escape_closes_the_suggestions_and_then_the_search(page):
    page.press("/", "mari")
    page.one("#suggestions")
    page.press("ESCAPE")
    assert not page.one("#q").get_attribute("aria-expanded") == "true"
    page.until(lambda: hits(page))
    page.press("ESCAPE")
    page.until(lambda: not page.all("#found:not([hidden])"))
    assert page.address() == READ


def test_a_suggestion_is_taken_by_mouse(page):
    page.press("/", "gid")
    page.one("#suggestions [role=option]").click()
    page.until(lambda: page.one("#q").get_attribute("value") == '"Gideon Strake"')


def test_arrows_walk_through_the_hits(page):
    page.press("/", "moon", "ENTER")
    page.until(lambda: hits(page))
    page.press("ARROW_DOWN", "ARROW_DOWN")
    assert page.focused().text == hits(page)[1]
    page.press("ARROW_UP", "ARROW_UP")
    assert page.focused().get_attribute("id") == "q"
    page.press("ARROW_DOWN", "ENTER")
    page.until(lambda: "#p" in page.address())
    page.until(lambda: page.in_view("#" + page.address().partition("#")[2]))


def test_found_words_are_marked_in_their_place(page):
    page.press("/", "moon", "ENTER")
    page.until(lambda: hits(page))
    words = page.run("return [...CSS.highlights.get('found')].map(r => r.toString())")
    assert len(words) >= 16 and {w.lower().rstrip("s") for w in words} == {"moon"}


def test_a_word_inside_another_is_not_marked(page):
    page.press("/", "he", "ENTER")
    page.until(lambda: hits(page))
    inside = page.run("""return [...CSS.highlights.get('found')].filter(
        (r) => /\\p{L}/u.test((r.startContainer.data[r.startOffset - 1] ?? '') +
            (r.endContainer.data[r.endOffset] ?? ''))).length""")
    assert inside == 0


def test_a_passage_of_a_link_is_not_covered_by_what_was_found(page, sample):
    page.size(PHONE)
    page.open(sample, "/read/the-tide-clock?q=moon#p8")
    page.until(lambda: hits(page))
    assert not page.one("#p8").get_attribute("hidden") and not page.run(
        "return document.getElementById('found').checkVisibility()")


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_what_was_found_stands_beside_what_is_read(page, sample, width):
    page.size((width, 900))
    page.open(sample, f"{READ}?q=clok#p78")
    page.until(lambda: hits(page))
    page.until(lambda: page.text(".tools button") == "Copy paragraph 78")
    assert page.run("""
        const panel = document.getElementById("found").getBoundingClientRect();
        return [...document.querySelectorAll("main p, main h2, #talk svg, .tools button")]
            .filter((node) => node.getBoundingClientRect().right > panel.left).length === 0""")


def test_a_suggestion_is_taken_where_the_finger_leaves_it(page):
    page.press("/", "marit")
    suggestion = page.one(".suggestions [role=option]")
    page.run("arguments[0].dispatchEvent(new PointerEvent('pointerdown', {bubbles: true, button: 0}))", suggestion)
    assert page.all(".suggestions [role=option]")[0].is_displayed()
    suggestion.click()
    page.until(lambda: not page.run("return document.querySelector('.suggestions').checkVisibility()"))


def test_what_was_corrected_is_shown_and_undone(page):
    page.press("/", "clok", "ENTER")
    page.until(lambda: hits(page))
    assert page.text(".corrected").startswith("Showing results for clock instead of")
    page.button("Search as written (0 passages)").click()
    page.until(lambda: page.text(".found-status").startswith("Nothing found for “clok”"))
    assert "exact=1" in page.address()
    assert page.focused().get_attribute("class") == "found-status"  # the button is gone
    page.button("Search with help").click()
    page.until(lambda: hits(page))
    page.driver.back()
    page.until(lambda: not hits(page))


def test_filters(page):
    page.press("/", "clock", "ENTER")
    all_hits = page.until(lambda: hits(page))
    choose = "const s = document.getElementById(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change'))"
    page.run(choose, "by-speaker", "gideon-strake")
    page.until(lambda: hits(page) and all("Gideon Strake" in h for h in hits(page)))
    assert len(hits(page)) < len(all_hits) and "speaker=gideon-strake" in page.address()
    page.run(choose, "by-kind", "promo")
    page.until(lambda: not hits(page))
    page.button("Search without filters").click()
    page.until(lambda: hits(page) == all_hits)
    page.run(choose, "by-in", "chapters,takeaways,quotes,about")
    page.until(lambda: any("Takeaway" in h for h in hits(page)))


def test_hits_of_the_page_above_lead_there(reader, sample):
    reader.open(sample, f"{READ}?q=clock&in=quotes")
    reader.one(".hits .hit").click()
    reader.until(lambda: "#quote-" in reader.address())
    reader.until(lambda: reader.in_view("#" + reader.address().partition("#")[2]))


def test_partial_hits_are_told(page):
    page.press("/", "moon harbour zeppelin", "ENTER")
    page.until(lambda: hits(page))
    assert page.text(".found-status").startswith("No passage has all of these words.")


def test_back_and_forward(page):
    page.press("/", "moon", "ENTER")
    page.until(lambda: hits(page))
    page.one(".hits .hit").click()
    page.until(lambda: "#p" in page.address())
    page.driver.back()
    page.until(lambda: page.address() == f"{READ}?q=moon")
    page.driver.back()
    page.until(lambda: page.address() == READ and not page.all("#found:not([hidden])"))
    page.driver.forward()
    page.until(lambda: hits(page))


def test_a_bad_query_is_told_in_words(page):
    page.forgives = ("400",)
    page.press("/", '"', "ENTER")
    page.until(lambda: page.text(".found-status") not in ("", "Searching…"))
    assert page.violations() == []


def test_only_the_last_of_several_requests_is_shown(page):
    page.press("/", "moon", "ENTER")
    page.until(lambda: hits(page))
    page.press(*["BACKSPACE"] * 4, "tide", "ENTER")
    page.until(lambda: hits(page) and all("tide" in h.lower() for h in hits(page)))
