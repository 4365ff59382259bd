"""An episode, as it is read."""

import pytest

READ = "/read/the-tide-clock"


@pytest.fixture
def page(reader, sample):
    reader.open(sample, READ)
    reader.until(lambda: reader.all("#talk svg"))
    return reader


def test_topic_and_contents(page):
    assert page.text("h1") == "The Tide Clock"
    assert "follows the moon" in page.text(".topic-lead")
    entries = page.texts(".contents > details > ul > li > a")
    assert entries == ["Speakers", "Takeaways", "Chapters", "Advice", "About this episode",
                       "Mentioned", "Transcript"]
    assert "3. Salt, Gulls and Kindness" in page.texts(".contents ol a")


def test_contents_lead_there_and_tell_where_one_is(page):
    next(a for a in page.all(".contents a") if a.text == "Transcript").click()
    page.until(lambda: page.in_view("#transcript-title"))
    page.until(lambda: page.texts(".contents a[aria-current]") == ["Transcript"])
    page.run("scrollTo(0, 0)")
    page.until(lambda: page.texts(".contents a[aria-current]") != ["Transcript"])


def test_a_takeaway_leads_to_its_evidence_and_back(page):
    link = page.one("#takeaway-1 a")
    paragraph = link.get_attribute("hash")
    link.click()
    page.until(lambda: page.in_view(f".turn {paragraph}"))
    page.driver.back()
    page.until(lambda: page.in_view("#takeaway-1"))
    page.driver.forward()
    page.until(lambda: page.in_view(f".turn {paragraph}"))


def test_speakers_have_name_and_colour(page):
    names = {}
    for turn in page.all(".turn:has(cite)"):
        names.setdefault(page.run("return arguments[0].querySelector('cite').textContent", turn),
                         set()).add(turn.get_attribute("class"))
    assert len(names) >= 5 and all(len(classes) == 1 for classes in names.values())
    colours = page.run("""return [...document.querySelectorAll('.speakers > li:not(.s0)')].map(
        li => getComputedStyle(li.querySelector('.who'), '::before').backgroundColor)""")
    assert len(set(colours)) == len(colours) == 4


def test_an_advertisement_opens(page):
    fold = page.one(".ad")
    assert not page.run("return arguments[0].open", fold)
    fold.click()
    assert page.run("return arguments[0].open", fold)
    assert page.text(".ad[open] p").startswith("This episode")


def test_a_link_into_an_advertisement_opens_it(reader, sample):
    reader.open(sample, READ)
    paragraph = reader.until(lambda: reader.all(".ad p"))[-1].get_attribute("id")
    reader.open(sample, f"{READ}?x#{paragraph}")
    reader.until(lambda: reader.in_view(f"#{paragraph}"))
    assert reader.run(f"return document.querySelector('.ad:has(#{paragraph})').open")


@pytest.mark.parametrize("n, words", [
    (1, "Said in these words by Marit Tollaksund, paragraph 15."),
    (2, "Condensed from what was said by Marit Tollaksund, paragraph 22."),
    (3, "Said in nearly these words by Gideon Strake, paragraph 38. The page gives it to Marit "
        "Tollaksund."),
    (5, "Not found in the transcript. The page gives it to Marit Tollaksund.")])
def test_quotes_are_told_true(page, n, words):
    assert page.text(f"#quote-{n} figcaption p") == words


def test_what_a_quote_changed_is_marked(page):
    assert page.texts("#quote-3 ins") == ["were"] and page.texts("#quote-3 del") == ["are"]


def test_a_quote_is_copied(page):
    page.clipboard()
    page.one("#quote-4 button").click()
    page.until(lambda: page.text("#quote-4 button") == "Copied")
    assert page.clipboard() == (
        "“People set their lives by her, and I set her by the pips on the wireless.”\n"
        "— Wilf Nankerrow, The Tide Clock (said in nearly these words)\n"
        f"{page.run('return location.origin')}{READ}#quote-4")
    page.until(lambda: page.text("#quote-4 button") == "Copy quote")


def test_selected_words_are_copied(page):
    page.clipboard()
    page.run("""const p = document.getElementById('p15'); p.scrollIntoView();
        getSelection().setBaseAndExtent(p.firstChild, 0, p.firstChild, 20);""")
    button = page.button("Copy quote") if not page.all(".tools:not([hidden]) button") else \
        page.one(".tools button")
    button.click()
    page.until(lambda: button.text == "Copied")
    quote, by, link = page.clipboard().split("\n")
    assert len(quote) <= 22 and by == "— Marit Tollaksund, The Tide Clock"
    assert link.endswith(f"{READ}#p15")


def test_a_paragraph_that_is_linked_to_is_copied(reader, sample):
    reader.open(sample, f"{READ}#p38")
    reader.until(lambda: reader.in_view("#p38"))
    reader.clipboard()
    reader.button("Copy paragraph 38").click()
    reader.until(lambda: reader.clipboard().endswith(f"{READ}#p38"))
    assert "Gideon Strake" in reader.clipboard()


@pytest.mark.parametrize("place", ["p40", "quote-3", "takeaway-2", "chapter-4", "turn-20",
                                   "speaker-gideon-strake"])
def test_an_address_restores_a_place(reader, sample, place):
    reader.open(sample, f"{READ}#{place}")
    reader.until(lambda: reader.in_view(f"#{place}"))


def test_a_text_fragment_lands(reader, sample):
    reader.open(sample, "/")
    reader.run("""const a = document.createElement('a');
        a.href = '/read/the-tide-clock#:~:text=loved%20by%20the%20wrong%20person'; a.id = 'other';
        a.textContent = 'there'; document.body.prepend(a);""")
    reader.one("#other").click()
    reader.until(lambda: reader.run(
        "return location.pathname.startsWith('/read/') && scrollY > 1000"))


def test_an_episode_that_is_replaced_is_told(reader, start, tmp_path):
    page = tmp_path / "walk.txt"
    page.write_text("Transcript\nOna Vane\nWe walk along the shore.\n", "utf-8")
    token = tmp_path / "token"
    token.write_text("a-token-of-some-length")
    token.chmod(0o600)
    daemon = start("--token-file", token, page)
    reader.open(daemon, "/read/walk")
    reader.until(lambda: reader.all("#talk svg"))
    put = """return fetch('/v1/episodes/walk', {method: arguments[0], body: arguments[1] || undefined,
        headers: {Authorization: 'Bearer a-token-of-some-length', 'Content-Type': 'text/plain'}}).then(r => r.status)"""
    assert reader.run(put, "PUT", "Transcript\nOna Vane\nWe walk along the river.\n") == 200
    reader.run("document.dispatchEvent(new Event('visibilitychange'))")
    reader.button("Show the new one").click()
    reader.until(lambda: "river" in reader.text("#p1"))
    reader.forgives = ("404",)
    assert reader.run(put, "DELETE", "") == 204
    reader.run("document.dispatchEvent(new Event('visibilitychange'))")
    assert "removed from the server" in reader.text(".banner")
    assert "river" in reader.text("#p1")


def test_an_episode_that_is_not_there(reader, sample):
    reader.forgives = ("404",)
    reader.open(sample, "/read/nothing")
    assert reader.text("h1") == "This episode is not here"
    assert reader.violations() == []
    reader.click("a")
    reader.until(lambda: reader.address() == "/")


def test_the_skip_link_comes_first(page):
    page.press("TAB")
    assert page.focused().text == "Skip to the episode"
    page.press("ENTER")
    page.until(lambda: page.address().endswith("#episode"))
