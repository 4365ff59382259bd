-- Whom a speaker may be, though the two were kept apart: the fields of struct doubt in
-- include/episode.h. other is a speaker's number, or 0.
CREATE TABLE doubt (
    episode INTEGER NOT NULL REFERENCES episode ON DELETE CASCADE,
    speaker INTEGER NOT NULL,
    n INTEGER NOT NULL,
    other INTEGER NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (episode, speaker, n)
) WITHOUT ROWID;
