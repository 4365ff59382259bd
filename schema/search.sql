-- Search. The tables are described in 005_index.sql.

-- ---- the index, read ----

-- outdated: made by another version, or, of a file that another version has migrated, not at all.
-- name: index_state_get
SELECT version, documents, average, page_documents, page_average,
    made_by <> ?1 AND (made_by <> 0 OR EXISTS (SELECT 1 FROM episode)) AS outdated
FROM index_state

-- name: chunk_all
SELECT number, version FROM chunk ORDER BY number

-- name: chunk_lengths
SELECT lengths FROM chunk WHERE number = ?1

-- name: pair_slice_get
SELECT bits FROM pair_slice WHERE key = ?1

-- name: posting_get
SELECT bytes FROM posting WHERE key = ?1

-- name: forward_get
SELECT bytes FROM forward WHERE key = ?1

-- name: search_language_all
SELECT tag FROM search_language

-- name: term_get
SELECT id, df, page_df, peaks FROM term WHERE text = ?1

-- The words that are written so, one for each stem they have in some language.
-- name: word_get
SELECT word.id, word.term, term.df, term.page_df, term.peaks, word.df, 0 AS others
FROM word JOIN term ON term.id = word.term WHERE word.text = ?1

-- The forms of a stem.
-- name: text_of_word
SELECT text FROM word WHERE id = ?1

-- name: word_of_term
SELECT id FROM word WHERE term = ?1

-- The words from ?1 to before ?2. others: how often the other words of their term stand somewhere; a
-- term that is longer than ?1 and begins so has none, and of a number its digits are no other word.
-- name: word_range
SELECT word.id, word.term, term.df, term.page_df, term.peaks, word.df,
    CASE WHEN term.text GLOB '[0-9]*' OR (term.text > ?1 AND term.text < ?2) THEN 0
    ELSE (SELECT coalesce(sum(form.df), 0) FROM word AS form
          WHERE form.term = word.term AND NOT (form.text >= ?1 AND form.text < ?2))
    END AS others
FROM word JOIN term ON term.id = word.term WHERE word.text >= ?1 AND word.text < ?2 AND word.df > 0

-- ---- the index, written ----

-- name: index_state_ids (write)
SELECT version, next_term, next_word FROM index_state

-- name: index_state_average (write)
SELECT average FROM index_state

-- name: index_state_put (write)
UPDATE index_state SET version = version + 1, next_term = ?1, next_word = ?2,
    documents = documents + ?3, words = words + ?4,
    page_documents = page_documents + ?5, page_words = page_words + ?6,
    made_by = ?7

-- The average changes by steps of a tenth, since the weights of all that was read of the index
-- hang on it.
-- name: index_state_averages (write)
UPDATE index_state SET
    average = CASE
        WHEN documents = 0 THEN 0
        WHEN abs(average * documents - words) * 10 > words THEN words * 1.0 / documents
        ELSE average END,
    page_average = CASE
        WHEN page_documents = 0 THEN 0
        WHEN abs(page_average * page_documents - page_words) * 10 > page_words
            THEN page_words * 1.0 / page_documents
        ELSE page_average END

-- name: term_id (write)
SELECT id FROM term WHERE text = ?1

-- name: term_add (write)
INSERT INTO term (id, df, page_df, peaks, text) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: term_change (write)
UPDATE term SET df = df + ?2, page_df = page_df + ?3, peaks = ?4 WHERE id = ?1

-- name: term_peaks (write)
SELECT peaks FROM term WHERE id = ?1

-- name: word_id (write)
SELECT id FROM word WHERE text = ?1 AND term = ?2

-- name: word_of_id (write)
SELECT word.text, term.text FROM word JOIN term ON term.id = word.term WHERE word.id = ?1

-- name: word_add (write)
INSERT INTO word (id, df, text, term) VALUES (?1, ?2, ?3, ?4)

-- name: word_change (write)
UPDATE word SET df = df + ?2 WHERE id = ?1

-- name: posting_put (write)
INSERT INTO posting (key, bytes) VALUES (?1, ?2)
ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes

-- name: posting_remove (write)
DELETE FROM posting WHERE key = ?1

-- name: forward_range (write)
SELECT key, bytes FROM forward WHERE key BETWEEN ?1 AND ?2

-- name: forward_put (write)
INSERT INTO forward (key, bytes) VALUES (?1, ?2)
ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes

-- name: forward_remove (write)
DELETE FROM forward WHERE key = ?1

-- name: chunk_put (write)
INSERT INTO chunk (number, version, lengths) VALUES (?1, ?2, ?3)
ON CONFLICT (number) DO UPDATE SET version = excluded.version, lengths = excluded.lengths

-- name: pair_slice_put (write)
INSERT INTO pair_slice (key, bits) VALUES (?1, ?2)
ON CONFLICT (key) DO UPDATE SET bits = excluded.bits

-- name: pair_slice_remove (write)
DELETE FROM pair_slice WHERE key = ?1

-- name: chunk_remove (write)
DELETE FROM chunk WHERE number = ?1

-- name: search_language_add (write)
INSERT INTO search_language (tag) VALUES (?1) ON CONFLICT (tag) DO NOTHING

-- ---- episodes ----

-- name: search_episode_key
SELECT key FROM episode WHERE id = ?1

-- name: indexed_get (write)
SELECT first, documents, page_first, page_documents FROM indexed WHERE episode = ?1

-- name: indexed_put (write)
INSERT INTO indexed (episode, first, documents, page_first, page_documents, aliases, speakers)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: indexed_remove (write)
DELETE FROM indexed WHERE episode = ?1

-- name: page_passage_next (write)
SELECT coalesce(max(key), (1 << 36) - 1) + 1 FROM page_passage

-- name: page_passage_put (write)
INSERT INTO page_passage (key, episode, section, n, text) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: page_passage_remove (write)
DELETE FROM page_passage WHERE key BETWEEN ?1 AND ?2

-- ---- queries ----

-- name: search_scope
SELECT first, documents, page_first, page_documents
FROM episode JOIN indexed ON indexed.episode = episode.key WHERE episode.id = ?1

-- The episode whose transcript the document ?1 is of.
-- name: search_around
SELECT first, documents, episode, speakers, 0 FROM indexed
WHERE first <= ?1 AND documents > 0 ORDER BY first DESC LIMIT 1

-- name: search_page_around
SELECT page_first, page_documents, episode, speakers, documents FROM indexed
WHERE episode = (SELECT episode FROM page_passage WHERE key = ?1)

-- Of what is said under a sponsor's label (role 2) the ads (kind 1) are the sponsor's, of what is said
-- under another's all but the ads: role_is_heard.
-- name: search_hit
SELECT part.episode, episode.id, episode.title, part.paragraph, speaker.id, speaker.name,
       part.kind, part.start, part.end_, paragraph.text, episode.language, part.n
FROM part
JOIN episode ON episode.key = part.episode
JOIN paragraph ON paragraph.episode = part.episode AND paragraph.n = part.paragraph
JOIN turn ON turn.episode = part.episode AND turn.n = paragraph.turn
LEFT JOIN speaker ON speaker.episode = part.episode AND speaker.n = turn.speaker
     AND (part.kind = 1) = (speaker.role = 2)
WHERE part.key = ?1

-- section 3: quotes, which somebody is said to have said.
-- name: search_page_hit
SELECT page_passage.episode, episode.id, episode.title, section, page_passage.n, page_passage.text,
       episode.language, speaker.id, speaker.name
FROM page_passage JOIN episode ON episode.key = page_passage.episode
LEFT JOIN quote ON section = 3 AND quote.episode = page_passage.episode AND quote.n = page_passage.n
LEFT JOIN speaker ON speaker.episode = quote.episode AND speaker.n = quote.speaker
WHERE page_passage.key = ?1

-- name: search_episode
SELECT id, title, language FROM episode WHERE key = ?1

-- name: search_speaker
SELECT speaker.id, speaker.name, episode.id
FROM speaker JOIN episode ON episode.key = speaker.episode
WHERE speaker.episode = ?1 AND speaker.n = ?2

-- name: search_aliases
SELECT aliases FROM indexed WHERE episode = ?1

-- ---- an index of another version ----

-- name: clear_term (write)
DELETE FROM term

-- name: clear_word (write)
DELETE FROM word

-- name: clear_posting (write)
DELETE FROM posting

-- name: clear_forward (write)
DELETE FROM forward

-- name: clear_chunk (write)
DELETE FROM chunk

-- name: clear_pair_slice (write)
DELETE FROM pair_slice

-- name: clear_indexed (write)
DELETE FROM indexed

-- name: clear_page_passage (write)
DELETE FROM page_passage

-- name: clear_language (write)
DELETE FROM search_language

-- name: clear_index_state (write)
UPDATE index_state SET version = version + 1, documents = 0, words = 0, average = 0,
    page_documents = 0, page_words = 0, page_average = 0, next_term = 1, next_word = 1, made_by = ?1
