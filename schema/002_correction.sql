-- What persons corrected, apart from what was loaded: episode is the id of an episode, which may be
-- replaced meanwhile. Columns are the fields of struct correction in include/episode.h; start and
-- end_ are code points.
CREATE TABLE correction (
    episode TEXT NOT NULL,
    n INTEGER NOT NULL,
    type INTEGER NOT NULL,
    name TEXT,
    other TEXT,
    role INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    quote INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end_ INTEGER NOT NULL,
    digest TEXT,
    text TEXT,
    orphaned INTEGER NOT NULL,
    PRIMARY KEY (episode, n)
) WITHOUT ROWID;

-- A digest of the corrections that the stored episode was analysed with; '': none.
ALTER TABLE episode ADD COLUMN corrections TEXT NOT NULL DEFAULT '';

ALTER TABLE speaker ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quote ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE part ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
