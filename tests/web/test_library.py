"""The library: all episodes, found as one types."""

import pytest


def titles(reader):
    return reader.texts("#episodes li > a")


def test_all_episodes_are_listed(reader, library):
    reader.open(library)
    reader.until(lambda: len(titles(reader)) == 12)
    assert "The Tide Clock" in titles(reader)
    assert reader.text("#status") == "12 episodes"
    assert "Kept Running · 2024-10-24" in reader.text("#episodes")


def test_an_episode_is_opened(reader, library):
    reader.open(library)
    next(a for a in reader.until(lambda: reader.all("#episodes li > a"))
         if a.text == "The Tide Clock").click()
    reader.until(lambda: reader.address() == "/read/the-tide-clock")
    reader.click(".home")
    reader.until(lambda: reader.address() == "/")


def test_typing_finds_by_title_and_by_what_was_said(reader, library):
    reader.open(library)
    reader.until(lambda: len(titles(reader)) == 12)
    reader.press("/", "tide")
    reader.until(lambda: titles(reader) == ["The Tide Clock"])
    assert reader.text("#status") == "1 episode with “tide” in title, show or topic"
    assert reader.until(lambda: "tide" in reader.text(".hits .hit").lower())
    assert all("The Tide Clock" in text for text in reader.texts(".hits .hit"))
    assert reader.address() == "/?q=tide"


def test_a_speaker_of_several_episodes(reader, library):
    reader.open(library)
    reader.until(lambda: len(titles(reader)) == 12)
    reader.press("/", "orla")
    reader.until(lambda: reader.all("#suggestions [role=option]"))[0].click()
    reader.until(lambda: len(titles(reader)) == 7)
    assert reader.text("#status") == "7 episodes where Orla Finch is heard. All episodes"
    assert reader.address() == "/?speaker=Orla+Finch"
    reader.driver.refresh()
    reader.until(lambda: len(titles(reader)) == 7)
    reader.press("/", "grey")
    reader.until(lambda: len(reader.texts(".hits .hit")) == 7)
    assert reader.one("#by-speaker").get_attribute("value") == "Orla Finch"
    reader.one("#status a").click()
    reader.until(lambda: len(titles(reader)) == 12)


def test_the_address_restores_a_search(reader, library):
    reader.open(library, "/?q=tide")
    reader.until(lambda: titles(reader) == ["The Tide Clock"])
    assert reader.one("#q").get_attribute("value") == "tide"
    reader.one(".hits .hit").click()
    reader.until(lambda: reader.address().startswith("/read/the-tide-clock?q=tide#p"))
    reader.one(".hits .hit")
    reader.driver.back()
    reader.until(lambda: titles(reader) == ["The Tide Clock"])
    assert reader.address() == "/?q=tide"


def test_nothing_with_such_words(reader, library):
    reader.open(library, "/?q=zzyzx")
    assert reader.until(lambda: reader.text("#status")) == \
        "No episode has “zzyzx” in its title, show or topic."
    assert reader.text(".found-status").startswith("Nothing found for “zzyzx”.")
    reader.button("Close").click()
    reader.until(lambda: len(titles(reader)) == 12)
    assert reader.address() == "/" and reader.focused().get_attribute("id") == "q"


def test_an_empty_library(reader, start):
    reader.open(start())
    assert reader.until(lambda: "no episode here yet" in reader.text("#status"))
    assert "episoded load page.txt" in reader.text("#status")
    assert reader.violations() == []


@pytest.fixture
def long_row(start, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(1, 331):
        (pages / f"talk-{n:03}.txt").write_text(
            f"Primary Topic\nTalk number {n} of a long row.\nTranscript\nOna Vane\nThis is talk {n}.\n",
            "utf-8")
    return start(pages)


SHOWN = "return document.querySelectorAll('#episodes li').length"


def test_a_large_library_comes_page_by_page(reader, long_row):
    reader.open(long_row)
    reader.until(lambda: titles(reader))
    assert reader.text("#status") == "330 episodes"
    assert len(titles(reader)) < 330
    bottom = "scrollTo(0, document.documentElement.scrollHeight)"
    reader.until(lambda: reader.run(bottom) or reader.run(SHOWN) == 330)
    assert len(set(reader.run("return [...document.querySelectorAll('#episodes a')].map(a => a.href)"))) == 330
    assert not reader.all("#more:not([hidden])")


def test_pages_come_until_a_tall_window_is_full(reader, long_row):
    """Where the end of the list never leaves the window, nothing scrolls it into view."""
    reader.size((1280, 60000))
    reader.open(long_row)
    reader.until(lambda: reader.run(SHOWN) == 330)


def test_the_server_goes_and_comes_back(reader, start, tmp_path):
    page = tmp_path / "walk.txt"
    page.write_text("Transcript\nOna Vane\nWe walk along the shore.\n", "utf-8")
    daemon = start(page)
    reader.forgives = ("net::ERR_CONNECTION", "net::ERR_EMPTY")
    reader.open(daemon)
    reader.until(lambda: titles(reader))
    daemon.stop()
    reader.press("/", "sho")
    assert "does not answer" in reader.text(".banner")
    reader.press("re")  # gives up what was asked for
    assert reader.violations() == []
    port = daemon.port
    daemon.__init__(daemon.folder, page, "--listen", f"127.0.0.1:{port}")
    reader.until(lambda: not reader.all(".banner"))
    assert "shore" in reader.text(".hits .hit")


def test_it_asks_the_public_api_alone(reader, library):
    reader.open(library, "/?q=kite")
    reader.one(".hits .hit")
    paths = {url[len(library.url):].partition("?")[0] for url in reader.asked()}
    assert all(p == "/" or p.startswith(("/web/", "/v1/")) for p in paths)
    assert {"/v1/episodes", "/v1/search"} <= paths
