-- The search index: server/search/index/index.h tells how it is read, update.h how it is written. A
-- document is a passage; those of the transcript have the keys of table part as their numbers, those
-- of the rest of the page numbers from 2^36 on. A chunk is 65,536 documents, from chunk << 16 on.

-- The index before this one. It was a virtual table whose tokenizer is no longer there, which DROP
-- TABLE would ask for.
PRAGMA writable_schema = ON;
DELETE FROM sqlite_schema WHERE name = 'passage_index';
PRAGMA writable_schema = RESET;
DROP TABLE IF EXISTS passage_index_data;
DROP TABLE IF EXISTS passage_index_idx;
DROP TABLE IF EXISTS passage_index_docsize;
DROP TABLE IF EXISTS passage_index_config;

-- What posting lists belong to: a stem, or a technical term, which begins with the byte 1. df and
-- page_df: the documents of the transcripts and of the rest of the pages that have it.
CREATE TABLE term (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE,
    df INTEGER NOT NULL,
    page_df INTEGER NOT NULL
);

-- Every folded word as it stands somewhere. df: the documents that have it. Ids are not used twice,
-- unless all is made anew.
CREATE TABLE word (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    term INTEGER NOT NULL,
    df INTEGER NOT NULL,
    UNIQUE (text, term)
);

-- key: posting_key of server/search/index/index.h. bytes: see server/search/index/container.h.
CREATE TABLE posting (
    key INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- key: document >> 6. bytes: see server/search/index/forward.h.
CREATE TABLE forward (
    key INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- version: that of index_state when the chunk last changed. lengths: of its documents, in words, two
-- bytes each.
CREATE TABLE chunk (
    number INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    lengths BLOB NOT NULL
);

-- Which documents of a chunk have a pair of words of one slice, a bit each; key: chunk << 9 | slice. See
-- struct pairs in server/search/index/forward.h.
CREATE TABLE pair_slice (
    key INTEGER PRIMARY KEY,
    bits BLOB NOT NULL
);

-- The documents of each episode. aliases: see aliases_write in server/search/aliases.h. speakers: whose
-- each of them is, those of the transcript first, by number in the episode, 0 for nobody's; two bytes
-- each.
CREATE TABLE indexed (
    episode INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    page_first INTEGER NOT NULL,
    page_documents INTEGER NOT NULL,
    aliases TEXT NOT NULL,
    speakers BLOB NOT NULL
);
CREATE INDEX indexed_first ON indexed (first);

-- The documents of the rest of the pages. section: enum search_section; n: the number of the
-- chapter, takeaway or quote, else 0.
CREATE TABLE page_passage (
    key INTEGER PRIMARY KEY,
    episode INTEGER NOT NULL,
    section INTEGER NOT NULL,
    n INTEGER NOT NULL,
    text TEXT NOT NULL
);

-- The languages of the episodes, for the stems of a query's words.
CREATE TABLE search_language (
    tag TEXT PRIMARY KEY
) WITHOUT ROWID;

-- One row. made_by: the version of how the index is made (SEARCH_VERSION); version: counts its
-- changes; documents and words: of the transcripts and of the rest of the pages; average: words of
-- a document, as BM25 takes it, which follows words / documents at a distance.
CREATE TABLE index_state (
    made_by INTEGER NOT NULL,
    version INTEGER NOT NULL,
    next_term INTEGER NOT NULL,
    next_word INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    words INTEGER NOT NULL,
    average REAL NOT NULL,
    page_documents INTEGER NOT NULL,
    page_words INTEGER NOT NULL,
    page_average REAL NOT NULL
);
INSERT INTO index_state VALUES (0, 0, 1, 1, 0, 0, 0, 0, 0, 0);
