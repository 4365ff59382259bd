"""Search where not everything is English."""

import json

import pytest

PAGES = {
    "en": ["The pointer of the scale was still.", "It works as well as it worked before.",
           "They are at the station, and so are we.", "The starter of the race waved a flag.",
           "We start at noon."],
    "de": ["Der Worker startet neu, und der Pointer zeigt ins Leere.",
           "Die Starter kamen aus vielen Häfen.", "Das Wetter war gut."],
    "es": ["El area del puerto es grande.", "Vamos a comer al lado del mar."],
    "ru": ["Война и мир, старая история о людях.", "Мы плыли через реку, и большой пароход шёл домой.",
           "Весной лёд тает, ему нужно тепло."],
    "el": ["Στα νησιά του νότου φυσάει ο άνεμος."],
    "ar": ["كَتَبَ الولدُ رسالة.", "وصل القطار في الساعة ١٢:٣٠."],
    "he": ["הילד קרא סֵפֶר על הים."],
    "ko": ["서울에서 기차가 늦게 출발했습니다.", "강물이 서울의 다리를 지나갑니다.", "물이 차갑다. 가을이 왔다."],
    "tr": ["Türkiye'nin limanları büyük.", "Vapur İzmir’den geldi."],
    "zh": ["东京的春天很短。", "京都在东边，他在东京工作。"],
    "hi": ["बाज़ार में ४५ लोग थे।"],
}


NAMES = """\
Transcript
DJ Иван
Музыка играла всю ночь.
DJ Пётр
Музыка была громкой, и никто не спал.
Алексей Ёлкин
Музыка мне мешала.
"""


@pytest.fixture(scope="module")
def world(serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("languages")
    for language, paragraphs in PAGES.items():
        (folder / f"{language}.txt").write_text(
            "Transcript\nAda Thrush\n" + "\n".join(paragraphs) + "\n", "utf-8")
        (folder / f"{language}.meta.json").write_text(json.dumps({"language": language}), "utf-8")
    (folder / "names.txt").write_text(NAMES, "utf-8")
    return serve(folder)


def found(client, q, **params):
    """The passages that have all of a query, as language and paragraph."""
    answer = client.json("/v1/search", q=q, **params)
    assert answer["match"] == "all" or answer["total"] == 0
    return {(hit["episode"]["id"], hit["paragraph"]) for hit in answer["items"]}


# A stem of German, "work", or Spanish, "ar", is no word of English.
@pytest.mark.parametrize("q,expected", [
    ("worker", {("de", 1)}), ("pointer", {("en", 1), ("de", 1)}),
    ("starter", {("en", 4), ("de", 2)}), ("starting", {("en", 5)}), ("area", {("es", 1)}),
    ("working", {("en", 2)})])
def test_each_language_has_stems_of_its_own(world, q, expected):
    assert found(world, q) == expected


@pytest.mark.parametrize("q,expected", [
    ("войной", {("ru", 1)}), ("историей", {("ru", 1)}), ("рекой", {("ru", 2)}),
    ("большая", {("ru", 2)}), ("лед", {("ru", 3)}),
    ("كتب", {("ar", 1)}), ("12:30", {("ar", 2)}), ("ספר", {("he", 1)}),
    ("Haefen", {("de", 2)}), ("बाजार", {("hi", 1)}), ("45", {("hi", 1)})])
def test_what_some_write_and_others_leave_out(world, q, expected):
    answer = world.json("/v1/search", q=q)
    assert answer["query"]["corrections"] == []
    assert found(world, q) == expected


@pytest.mark.parametrize("q,expected", [
    ("서울", {("ko", 1), ("ko", 2)}), ("서울은", {("ko", 1), ("ko", 2)}), ("물", {("ko", 3)}),
    ("기차를", {("ko", 1)}), ("가을", {("ko", 3)}), ("türkiye", {("tr", 1)}),
    ("Izmir", {("tr", 2)})])
def test_what_is_written_onto_a_word(world, q, expected):
    answer = world.json("/v1/search", q=q)
    assert answer["query"]["corrections"] == [] and found(world, q) == expected
    for hit in answer["items"]:
        assert any(run.get("mark") for run in hit["snippet"])


@pytest.mark.parametrize("q", ["বাজার", "نار", "ضوء", "שמש", "スズキ"])
def test_no_word_is_corrected_into_another_script(world, q):
    answer = world.json("/v1/search", q=q)
    assert answer["query"]["corrections"] == [] and answer["total"] == 0


@pytest.mark.parametrize("speaker,paragraph", [
    ("DJ Иван", 1), ("dj ИВАН", 1), ("DJ Пётр", 2), ("DJ Петр", 2), ("алексей елкин", 3)])
def test_whose_words_they_are_in_any_script(world, speaker, paragraph):
    for path in ("/v1/search", "/v1/episodes/names/search"):
        answer = world.json(path, q="музыка", speaker=speaker)
        assert [hit["paragraph"] for hit in answer["items"]] == [paragraph]


def test_a_suggestion_of_signs_finds_what_it_says(world):
    (word,) = world.json("/v1/suggest", q="东京")["items"]
    assert (word["text"], word["query"], word["count"]) == ("东京", "东京", 2)
    assert found(world, word["query"]) == {("zh", 1), ("zh", 2)}
