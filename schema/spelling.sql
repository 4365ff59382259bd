-- Spelling. A word has a row for each stem it was given, and none, or df 0, where it is gone from
-- the library.

-- What begins with a control character is no word: see index.h. (The + keeps to the order of ids.)
-- name: spelling_words
SELECT id, text FROM word WHERE id > ?1 AND +text >= ' ' ORDER BY id;

-- name: spelling_words_like
SELECT text FROM word WHERE text >= ?1 AND text < ?2 AND id > ?3 ORDER BY text;

-- name: word_df
SELECT coalesce(sum(df), 0) FROM word WHERE text = ?1;

-- name: spelling_name
SELECT 1 FROM name_word WHERE word = ?1 LIMIT 1;
