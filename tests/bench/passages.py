"""The passages of a database's transcripts as plain text, one a line: what every engine of
bench-search indexes, so that all of them have the same documents."""

import sqlite3

PASSAGES = """
SELECT CAST(substr(CAST(paragraph.text AS BLOB), part.start + 1, part.end_ - part.start) AS TEXT)
FROM part JOIN paragraph ON paragraph.episode = part.episode AND paragraph.n = part.paragraph
ORDER BY part.key
"""


def write(database, path):
    """Returns how many passages there are, and how many bytes of text."""
    count = size = 0
    source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with open(path, "wb") as out:
        for (text,) in source.execute(PASSAGES):
            line = text.strip().encode()
            out.write(line + b"\n")
            count += 1
            size += len(line)
    source.close()
    return count, size
