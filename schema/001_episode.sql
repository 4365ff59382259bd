-- An episode, as include/episode.h has it, in tables. Numbers (n, paragraph, turn, speaker ...)
-- count from 1 within their episode; NULL means none. start and end_ are bytes of the
-- paragraph's text, end_ exclusive. kind, role, place, verdict, attribution and op are the
-- numbers of the enums in include/episode.h.

CREATE TABLE episode (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT,
    show TEXT,
    published TEXT,
    link TEXT,
    primary_topic TEXT,
    overview TEXT,
    words INTEGER NOT NULL,      -- of the parts of kind content
    turns INTEGER NOT NULL,
    paragraphs INTEGER NOT NULL,
    chapters INTEGER NOT NULL,
    quotes INTEGER NOT NULL,
    first_part INTEGER NOT NULL, -- the keys of its parts: first_part to first_part + parts - 1
    parts INTEGER NOT NULL,
    folded TEXT NOT NULL         -- the words of id, title, show and topic, for the list's filter
);

-- What was loaded. bytes stands last, so that reading the others does not walk over it.
CREATE TABLE source (
    episode INTEGER PRIMARY KEY REFERENCES episode ON DELETE CASCADE,
    digest TEXT NOT NULL,
    analysis_version INTEGER NOT NULL,
    bytes BLOB NOT NULL
);

-- One row: a digest over every change that was ever made, so that no state of the library
-- has the revision of another.
CREATE TABLE library (
    revision TEXT NOT NULL
);
INSERT INTO library VALUES ('');

CREATE TABLE turn (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    n INTEGER NOT NULL,
    label TEXT NOT NULL,
    line INTEGER NOT NULL,
    first INTEGER NOT NULL,      -- its paragraphs: first to first + count - 1
    count INTEGER NOT NULL,
    speaker INTEGER,
    PRIMARY KEY (episode, n)
) WITHOUT ROWID;

CREATE TABLE paragraph (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    n INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    line INTEGER NOT NULL,
    col INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (episode, n)
) WITHOUT ROWID;

-- The passages of search. Has no foreign key, which would need an index to be removed by: the
-- parts of an episode are a range of keys.
CREATE TABLE part (
    key INTEGER PRIMARY KEY,
    episode INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    n INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end_ INTEGER NOT NULL,
    sponsor TEXT
);

CREATE TABLE speaker (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role INTEGER NOT NULL,
    role_reason TEXT,
    turns INTEGER NOT NULL,
    words INTEGER NOT NULL,
    PRIMARY KEY (episode, n)
) WITHOUT ROWID;

CREATE UNIQUE INDEX speaker_id ON speaker (id, episode);

CREATE TABLE spelling (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    speaker INTEGER NOT NULL,
    n INTEGER NOT NULL,
    text TEXT NOT NULL,
    place INTEGER NOT NULL,
    line INTEGER NOT NULL,
    count INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (episode, speaker, n)
) WITHOUT ROWID;

-- The sections that are lists of texts. section: 0 takeaways, 1 advice, 2 about, 3 people,
-- 4 companies, 5 guests, 6 content warnings.
CREATE TABLE section_item (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    section INTEGER NOT NULL,
    n INTEGER NOT NULL,
    text TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (episode, section, n)
) WITHOUT ROWID;

CREATE TABLE book (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    n INTEGER NOT NULL,
    title TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (episode, n)
) WITHOUT ROWID;

CREATE TABLE book_author (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    book INTEGER NOT NULL,
    n INTEGER NOT NULL,
    text TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (episode, book, n)
) WITHOUT ROWID;

CREATE TABLE chapter (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    n INTEGER NOT NULL,
    number INTEGER NOT NULL,     -- as printed
    title TEXT NOT NULL,
    summary TEXT,
    line INTEGER NOT NULL,
    PRIMARY KEY (episode, n)
) WITHOUT ROWID;

-- The paragraphs first to last that support a claim; claim: 0 takeaway n, 1 chapter n.
CREATE TABLE evidence (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    claim INTEGER NOT NULL,
    n INTEGER NOT NULL,
    rank INTEGER NOT NULL,       -- from 1, the best
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    score REAL NOT NULL,
    PRIMARY KEY (episode, claim, n, rank)
) WITHOUT ROWID;

CREATE TABLE quote (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    n INTEGER NOT NULL,
    text TEXT NOT NULL,
    attributed_to TEXT,
    chapter INTEGER,
    line INTEGER NOT NULL,
    speaker INTEGER,
    verdict INTEGER NOT NULL,
    similarity REAL NOT NULL,
    attribution INTEGER NOT NULL,
    PRIMARY KEY (episode, n)
) WITHOUT ROWID;

CREATE TABLE quote_place (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    quote INTEGER NOT NULL,
    n INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end_ INTEGER NOT NULL,
    PRIMARY KEY (episode, quote, n)
) WITHOUT ROWID;

CREATE TABLE diff_run (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    quote INTEGER NOT NULL,
    n INTEGER NOT NULL,
    op INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (episode, quote, n)
) WITHOUT ROWID;
