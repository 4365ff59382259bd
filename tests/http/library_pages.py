"""Small pages of our own, for what the sample episode can't show."""

import json

KITE = """\
Primary Topic
How a kite is made of paper & string.
Episode Summary
Ondine Marlow asks a kite maker about wind.
Main Takeaways
- A kite needs a steady wind more than a strong one.
Episode Chapters
1: Paper
Tobias Renn folds the sail. Tobias Renn: "A kite needs a steady wind, never a strong one."
2: String
Where the knots go.
People
Tobias Renn, Ondine Marlow
Guest Name(s)
Tobias Renn
Transcript
Ondine Marlow
Welcome to the shed. Tell us about the wind.
Tobias Renn
A kite needs a steady wind, never a strong one. I won't fly in a gale.
The string is tied in two places, and the tail keeps it honest.
Ondine Marlow
So the tail is a conscience. And the string?
Tobias Renn
The string is only a question that you ask the wind.
"""

KITE_AGAIN = """\
Guest Name(s)
Tobias Renn
Transcript
Odette Vail
We are back with the kite man of the coast.
Tobias Ren
A lantern kite is a kite with a candle in it, and a great deal of hope.
Odette Vail
Did it wont to burn?
Tobias Ren
Twice. I keep the string and the apology.
"""

SCRIPTS = """\
Primary Topic
Signs & letters <b>in</b> many "scripts"
Transcript
Zoë Ångström
On the Straße the sign says: if a < b && c > d, then <mark>turn left</mark>. Isn't that odd?
The naïve café owner wrote it in the year ２０２４, with the ﬁnest pen.
李明
春天的风筝很高。我喜欢风筝。
Zoë Ångström
Ein Drachen heißt auf Chinesisch 风筝, and an emoji 🪁 has no word at all.
"""

LANTERN = """\
Transcript
Corin Ash
The lantern was green. The lantern was lit at dusk, and the zebra walked by.
"""

SIDECAR = {"title": "Paper & String", "show": "Shed Talk", "published": "2023-05-01",
           "link": "https://example.org/paper-and-string", "language": "en-GB"}


def small(number):
    """One of many alike."""
    return (f"Primary Topic\nPebble number {number}\n"
            f"Transcript\nOrla Finch\nPebble {number} is grey.\n")


def write(folder):
    """Writes the pages of the `library` fixture below folder."""
    (folder / "kite.txt").write_text(KITE, "utf-8")
    (folder / "kite.meta.json").write_text(json.dumps(SIDECAR), "utf-8")
    (folder / "Kite Again.txt").write_text(KITE_AGAIN, "utf-8")
    (folder / "scripts.txt").write_text(SCRIPTS, "utf-8")
    (folder / "lantern").mkdir()
    (folder / "lantern" / "page.txt").write_text(LANTERN, "utf-8")
    for number in range(1, 8):
        (folder / f"pebble-{number}.txt").write_text(small(number), "utf-8")


IDS = sorted(["kite", "kite-again", "scripts", "lantern"] + [f"pebble-{n}" for n in range(1, 8)])
