"""Pages with claims to check: the corpus' pages have no chapters, quotes or takeaways, so this adds
six chapters with a quote each and six takeaways, drawn from the page's own transcript."""

import re

CLAIMS = 6
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def sentences(lines):
    """The sentences of the paragraphs that are worth quoting, in order."""
    found = [s for line in lines for s in SENTENCE.split(line) if 8 <= len(s.split()) <= 30]
    return found or [line for line in lines if line] or ["Nothing was said."]


def spread(items, offset):
    """CLAIMS of the items, evenly spread."""
    step = len(items) / CLAIMS
    return [items[int(i * step + offset * step) % len(items)] for i in range(CLAIMS)]


def changed(sentence, i):
    """The sentence as a page might have it: as said, a word short, or only its first half."""
    words = sentence.rstrip(".!?").split()
    if i % 3 == 1:
        del words[len(words) // 2]
    elif i % 3 == 2:
        words = words[: max(3, len(words) // 2)]
    return " ".join(words).replace('"', "")


def with_claims(page):
    """The page with its empty sections filled."""
    head, transcript = page.split("\nTranscript\n", 1)
    said = sentences(transcript.splitlines())
    takeaways = [f"- {changed(s, 2)}" for s in spread(said, 0.7)]
    chapters = []
    for i, (about, quote) in enumerate(zip(spread(said, 0.2), spread(said, 0.5))):
        chapters += [f"{i + 1}: {' '.join(about.split()[:5])}",
                     f'They talk of {changed(about, 1)}. Somebody: "{changed(quote, i)}."']
    head = head.replace("\nMain Takeaways\n", "\nMain Takeaways\n" + "\n".join(takeaways) + "\n")
    head = head.replace("\nEpisode Chapters\n", "\nEpisode Chapters\n" + "\n".join(chapters) + "\n")
    return f"{head}\nTranscript\n{transcript}"


def grown(pages, size):
    """One page of about size bytes: the first one's head, and as many transcripts as it takes."""
    head, transcript = pages[0].split("\nTranscript\n", 1)
    parts, total, i = [transcript], len(transcript), 1
    while total < size:
        parts.append(pages[i % len(pages)].split("\nTranscript\n", 1)[1])
        total += len(parts[-1])
        i += 1
    return f"{head}\nTranscript\n{''.join(parts)}"
