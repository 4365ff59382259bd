-- What suggest completes, but for plain words: names, titles and phrases that pages carry. kind
-- is enum suggest_kind of include/search.h.
CREATE TABLE suggestion (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    folded TEXT NOT NULL,      -- its folded words, joined by blanks
    name INTEGER NOT NULL,     -- of another spelling of a speaker's name: the name's id; else 0
    episodes INTEGER NOT NULL, -- that carry it
    UNIQUE (kind, folded, name)
);

-- Each suggestion under each of its words. rank says where it stands among all others but for the
-- last details, and changes seldom: the best are read first, and the rest is not read.
CREATE TABLE suggestion_word (
    rank INTEGER NOT NULL,     -- 16 * kind + 15 - the logarithm, to base 2, of episodes
    word TEXT NOT NULL,
    suggestion INTEGER NOT NULL,
    PRIMARY KEY (rank, word, suggestion)
) WITHOUT ROWID;

-- Which episodes carry it, and how: n is the speaker's or chapter's number there, or 0.
CREATE TABLE suggestion_place (
    episode INTEGER NOT NULL,
    suggestion INTEGER NOT NULL,
    text TEXT NOT NULL,
    n INTEGER NOT NULL,
    count INTEGER NOT NULL,    -- turns of a speaker, appearances of a phrase, else 1
    PRIMARY KEY (episode, suggestion)
) WITHOUT ROWID;

CREATE INDEX suggestion_place_of ON suggestion_place (suggestion, episode);

-- The words of the names of an episode's speakers, under each spelling, and of its people and
-- companies.
CREATE TABLE name_word (
    word TEXT NOT NULL,
    episode INTEGER NOT NULL,
    PRIMARY KEY (word, episode)
) WITHOUT ROWID;

CREATE INDEX name_word_of ON name_word (episode);
