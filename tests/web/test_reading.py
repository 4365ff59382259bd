"""Finding one's way in an episode, and taking words along."""

import pytest

from browser import PHONE

READ = "/read/the-tide-clock"
TOKEN = "a-token-of-some-length"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})"
CHAPTERS = 30
PAGE = "Primary Topic\nThe shore\nEpisode Chapters\n1: Rope\nOn rope. Ona Vane: \"a rope of salt\"\nTranscript\n"


@pytest.fixture
def page(reader, sample):
    reader.open(sample, READ)
    reader.until(lambda: reader.all("#talk svg"))
    return reader


def select(page, script):
    """Selects from and to what the script's list says: node, offset, node, offset."""
    page.run(f"document.getElementById('p15').scrollIntoView(); getSelection().setBaseAndExtent(...{script});")


P15 = "document.getElementById('p15').firstChild"


def test_the_contents_tell_the_chapter_that_is_read(page):
    begins = page.all(".turn [data-chapter]")
    assert [b.get_attribute("data-chapter") for b in begins] == ["1", "2", "3", "4", "5"]
    for mark in (begins[3], begins[0]):
        page.run("arguments[0].scrollIntoView()", mark)
        title = page.run("return arguments[0].querySelector('bdi').textContent", mark)
        page.until(lambda: page.run("""return document.querySelector('.contents [aria-current] bdi')
            ?.textContent === arguments[0]""", title))


def test_where_a_chapter_begins_leads_back_to_it(page):
    page.run("document.querySelector('[data-chapter=\"3\"]').scrollIntoView()")
    page.click("[data-chapter='3'] a")
    page.until(lambda: page.in_view("#chapter-3"))
    page.driver.back()
    page.until(lambda: page.in_view("[data-chapter='3']"))


def test_the_contents_are_at_hand_on_a_phone(reader, sample):
    reader.size(PHONE)
    reader.open(sample, f"{READ}#p60")
    reader.until(lambda: reader.in_view("#p60"))
    assert not reader.in_view(".contents")
    reader.click(".bar .to-contents")
    entry = reader.until(lambda: next((a for a in reader.all(".contents ol a") if a.is_displayed()), None))
    entry.click()
    reader.until(lambda: reader.in_view("#chapter-1"))


def test_a_button_gets_its_name_back(page):
    page.clipboard()
    button = page.one("#quote-1 button")
    button.click()
    page.until(lambda: button.text == "Copied")
    button.click()
    page.until(lambda: button.text == "Copy quote")
    assert page.run("return document.querySelector('main > [role=status]').textContent") == ""


def test_words_are_copied_where_there_is_no_clipboard(page):
    page.clipboard()
    page.run(NO_CLIPBOARD)
    page.click("#quote-1 button")
    page.until(lambda: page.text("#quote-1 button") == "Copied")
    assert page.focused() == page.one("#quote-1 button")
    select(page, f"[{P15}, 0, {P15}, 20]")
    page.click(".tools button")
    page.until(lambda: page.text(".tools button") == "Copied")
    assert page.run("return getSelection().toString().length") == 20
    page.run("delete navigator.clipboard")
    assert page.clipboard().endswith(f"{READ}#p15")


@pytest.mark.parametrize("selection", [
    f"[{P15}, 30, {P15}, 4]",
    "[document.querySelector('.turn:has(#p15) cite').firstChild, 2, document.getElementById('p20').firstChild, 4]"])
def test_a_selection_is_its_first_speakers(page, selection):
    page.clipboard()
    select(page, selection)
    page.click(".tools button")
    page.until(lambda: page.text(".tools button") == "Copied")
    words, by, link = page.clipboard().rsplit("\n", 2)
    first = "p15" if "30" in selection else page.run(
        "return document.querySelector('.turn:has(#p15) p[id]').id")
    assert by == "— Marit Tollaksund, The Tide Clock" and link.endswith(f"#{first}")
    assert words == f"“{page.run('return getSelection().toString()').strip()}”"


def test_an_advertisement_is_nobodys_word(page):
    page.clipboard()
    page.run("""const ad = document.querySelector('.ad'); ad.open = true; ad.scrollIntoView();
        getSelection().selectAllChildren(ad.querySelector('p'));""")
    page.click(".tools button")
    page.until(lambda: page.text(".tools button") == "Copied")
    assert page.clipboard().split("\n")[1] == "— The Tide Clock (advertisement)"


def test_nothing_is_offered_outside_of_the_transcript(page):
    for what in ("document.body", "document.querySelector('#chapters')", "document.querySelector('h1')"):
        page.run(f"getSelection().selectAllChildren({what})")
        page.until(lambda: page.run("return document.querySelector('.tools').hidden"))
    select(page, f"[{P15}, 0, {P15}, 20]")
    page.until(lambda: page.run("return !document.querySelector('.tools').hidden"))


def put(reader, text):
    status = reader.run("""return fetch('/v1/episodes/shore', {method: 'PUT', body: arguments[0], headers:
        {Authorization: `Bearer ${arguments[1]}`, 'Content-Type': 'text/plain'}}).then(r => r.status)""",
        text, TOKEN)
    assert status in (200, 201)


@pytest.fixture
def writable(start, tmp_path):
    """A daemon with a long episode, "shore", that can be replaced."""
    token, page = tmp_path / "token", tmp_path / "shore.txt"
    token.write_text(TOKEN)
    token.chmod(0o600)
    page.write_text(transcript("shore"), "utf-8")
    return start("--token-file", token, page)


def transcript(word, turns=200):
    names = ("Ona Vane", "Per Holm")
    return PAGE + "".join(f"{names[n % 2]}\nWe walk along the {word}, step {n}, and find a rope of salt there. "
                          "It is as long as the day, and nobody knows who left it.\n" for n in range(turns))


def test_an_episode_that_is_replaced_opens_where_one_read(reader, writable):
    reader.open(writable, "/read/shore")
    reader.run("document.getElementById('p120').scrollIntoView()")
    reader.until(lambda: reader.in_view("#p120"))
    put(reader, transcript("river"))
    reader.run("document.dispatchEvent(new Event('visibilitychange'))")
    reader.button("Show the new one").click()
    reader.until(lambda: "river" in reader.run("return document.getElementById('p1').textContent"))
    reader.until(lambda: any(reader.in_view(f"#p{n}") for n in range(116, 124)))
    assert not reader.all(".banner")


def test_an_episode_that_stays_is_not_told_of(reader, writable):
    reader.open(writable, "/read/shore")
    reader.until(lambda: reader.all("#talk svg"))
    put(reader, transcript("shore"))
    reader.asked()
    reader.run("document.dispatchEvent(new Event('visibilitychange'))")
    reader.until(lambda: any(url.endswith("/v1/episodes/shore") for url in reader.asked()))
    reader.run("return fetch('/v1/episodes/shore').then(r => r.text())")
    assert not reader.all(".banner")


def test_the_server_goes_and_comes_back_while_one_reads(reader, writable):
    reader.forgives = ("ERR_CONNECTION_REFUSED",)
    reader.open(writable, "/read/shore#p100")
    reader.until(lambda: reader.all("#talk svg"))
    writable.stop()
    reader.run("document.dispatchEvent(new Event('visibilitychange'))")
    assert "does not answer" in reader.text(".banner")
    assert reader.in_view("#p100")
    writable.__init__(writable.folder, "--listen", f"127.0.0.1:{writable.port}")
    reader.until(lambda: not reader.all(".banner"))


def test_a_search_without_an_answer_hides_nothing_that_was_told(reader, writable):
    reader.forgives = ("ERR_CONNECTION_REFUSED",)
    reader.open(writable, "/read/shore")
    reader.until(lambda: reader.all("#talk svg"))
    put(reader, transcript("river"))
    reader.run("document.dispatchEvent(new Event('visibilitychange'))")
    reader.button("Show the new one")
    writable.stop()
    reader.press("/", "rope")
    reader.until(lambda: len(reader.all(".banner")) == 2)
    writable.__init__(writable.folder, "--listen", f"127.0.0.1:{writable.port}")
    reader.until(lambda: len(reader.all(".banner")) == 1)
    assert reader.button("Show the new one")


def test_an_address_that_is_no_address_harms_nothing(reader, sample):
    reader.open(sample, READ + "#100%")
    reader.until(lambda: reader.all("#talk svg"))
    assert reader.button("Copy quote")


def test_all_of_many_chapters_are_in_the_picture(reader, start, tmp_path):
    page = tmp_path / "long.txt"
    chapters = "".join(f"{n}: Step {n}\nOn step {n}. Ona Vane: \"along the shore, step {2 * n}, and find a rope\"\n"
                       for n in range(1, CHAPTERS * 2 + 1))
    page.write_text(transcript("shore").replace("1: Rope\nOn rope. Ona Vane: \"a rope of salt\"\n", chapters), "utf-8")
    reader.open(start(page), "/read/long")
    reader.until(lambda: reader.all("#talk svg"))
    told = reader.run("return document.querySelectorAll('.chapter:has(> p > a)').length")
    assert told > 50
    assert len(reader.all(".chapter-mark")) == told
