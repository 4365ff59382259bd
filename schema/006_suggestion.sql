-- The words of the names of speakers, under each spelling, and of people and companies.
CREATE TABLE name_word (
    word TEXT PRIMARY KEY,
    episodes INTEGER NOT NULL -- that have it in a name
) WITHOUT ROWID;
