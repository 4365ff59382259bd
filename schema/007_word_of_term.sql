-- The forms of a stem, by which its words are found in forward.
CREATE INDEX word_of_term ON word (term);
