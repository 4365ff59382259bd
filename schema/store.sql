-- The statements of server/store.

-- name: episode_put (write)
INSERT INTO episode (id, title, show, published, link, primary_topic, overview, words, turns,
    paragraphs, chapters, quotes, first_part, parts, folded, corrections, language)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)

-- name: part_next_key (write)
SELECT coalesce(max(key), 0) + 1 FROM part

-- name: source_put (write)
INSERT INTO source (episode, digest, analysis_version, bytes) VALUES (?1, ?2, ?3, ?4)

-- name: turn_put (write)
INSERT INTO turn (episode, n, label, line, first, count, speaker)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif(?7, 0))

-- name: paragraph_put (write)
INSERT INTO paragraph (episode, n, turn, line, col, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: part_put (write)
INSERT INTO part (key, episode, paragraph, n, kind, start, end_, sponsor, corrected)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

-- name: speaker_put (write)
INSERT INTO speaker (episode, n, id, name, role, role_reason, turns, words, corrected)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

-- name: spelling_put (write)
INSERT INTO spelling (episode, speaker, n, text, place, line, count, reason)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: doubt_put (write)
INSERT INTO doubt (episode, speaker, n, other, name, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: section_item_put (write)
INSERT INTO section_item (episode, section, n, text, line) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: book_put (write)
INSERT INTO book (episode, n, title, line) VALUES (?1, ?2, ?3, ?4)

-- name: book_author_put (write)
INSERT INTO book_author (episode, book, n, text, line) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: chapter_put (write)
INSERT INTO chapter (episode, n, number, title, summary, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: evidence_put (write)
INSERT INTO evidence (episode, claim, n, rank, first, last, score)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: quote_put (write)
INSERT INTO quote (episode, n, text, attributed_to, chapter, line, speaker, verdict, similarity,
    attribution, corrected)
VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), ?6, nullif(?7, 0), ?8, ?9, ?10, ?11)

-- name: quote_place_put (write)
INSERT INTO quote_place (episode, quote, n, paragraph, start, end_) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: diff_run_put (write)
INSERT INTO diff_run (episode, quote, n, op, text) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: correction_put (write)
INSERT INTO correction (episode, n, type, name, other, role, kind, quote, paragraph, start, end_,
    digest, text, orphaned)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)

-- name: correction_remove (write)
DELETE FROM correction WHERE episode = ?1

-- name: part_remove (write)
DELETE FROM part
WHERE key >= (SELECT first_part FROM episode WHERE id = ?1)
  AND key < (SELECT first_part + parts FROM episode WHERE id = ?1)

-- name: episode_remove (write)
DELETE FROM episode WHERE id = ?1

-- name: library_revision_put (write)
UPDATE library SET revision = ?1

-- name: library_revision_get
SELECT revision FROM library

-- name: episode_revision
SELECT digest, analysis_version, corrections
FROM episode JOIN source ON source.episode = episode.key
WHERE id = ?1

-- name: episode_get
SELECT key, id, title, show, published, link, primary_topic, overview, first_part, parts, digest,
    analysis_version, words, corrections, language
FROM episode JOIN source ON source.episode = episode.key
WHERE id = ?1

-- name: episode_keys
SELECT key FROM episode WHERE id > ?1 ORDER BY id

-- name: episode_folded
SELECT key, id, folded FROM episode INDEXED BY episode_filter ORDER BY id

-- Where a speaker (kind 0) is heard whom somebody calls so, in any of his spellings: what suggestions
-- are made of has them (006_suggestion.sql).
-- name: episode_of_speaker
SELECT key, id, folded FROM episode
WHERE key IN (SELECT place.episode
              FROM suggestion AS s JOIN suggestion_place AS place
                  ON place.suggestion = CASE s.name WHEN 0 THEN s.id ELSE s.name END
              WHERE s.kind = 0 AND s.folded = ?1)
ORDER BY id

-- name: episode_listed
SELECT id, title, show, published, language, primary_topic, turns, paragraphs, words, chapters,
    quotes, digest, analysis_version, corrections
FROM episode JOIN source ON source.episode = episode.key
WHERE key = ?1

-- name: episode_count
SELECT count(*) FROM episode

-- name: episode_outdated
SELECT id FROM episode JOIN source ON source.episode = episode.key
WHERE id > ?1 AND analysis_version <> ?2
ORDER BY id LIMIT 1

-- name: source_bytes
SELECT bytes FROM source WHERE episode = (SELECT key FROM episode WHERE id = ?1)

-- name: turn_all
SELECT label, line, first, count, speaker FROM turn WHERE episode = ?1 ORDER BY n

-- name: paragraph_all
SELECT turn, line, col, text FROM paragraph WHERE episode = ?1 ORDER BY n

-- name: paragraph_outline
SELECT turn, line, col, NULL FROM paragraph WHERE episode = ?1 ORDER BY n

-- name: paragraph_range
SELECT paragraph.n, paragraph.turn, paragraph.line, paragraph.col, paragraph.text, speaker.id,
    speaker.name, speaker.role, episode.first_part, episode.parts
FROM episode JOIN paragraph ON paragraph.episode = episode.key
JOIN turn ON turn.episode = episode.key AND turn.n = paragraph.turn
LEFT JOIN speaker ON speaker.episode = episode.key AND speaker.n = turn.speaker
WHERE episode.id = ?1 AND paragraph.n BETWEEN ?2 AND ?3
ORDER BY paragraph.n

-- name: part_range
SELECT paragraph, kind, start, end_, sponsor, corrected FROM part WHERE key >= ?1 AND key < ?2 ORDER BY key

-- name: speaker_all
SELECT id, name, role, role_reason, turns, words, corrected FROM speaker WHERE episode = ?1 ORDER BY n

-- name: spelling_all
SELECT speaker, text, place, line, count, reason FROM spelling
WHERE episode = ?1 ORDER BY speaker, n

-- name: doubt_all
SELECT speaker, other, name, reason FROM doubt WHERE episode = ?1 ORDER BY speaker, n

-- name: section_item_all
SELECT section, text, line FROM section_item WHERE episode = ?1 ORDER BY section, n

-- name: book_all
SELECT title, line FROM book WHERE episode = ?1 ORDER BY n

-- name: book_author_all
SELECT book, text, line FROM book_author WHERE episode = ?1 ORDER BY book, n

-- name: chapter_all
SELECT number, title, summary, line FROM chapter WHERE episode = ?1 ORDER BY n

-- name: evidence_all
SELECT n, first, last, score FROM evidence WHERE episode = ?1 AND claim = ?2 ORDER BY n, rank

-- name: quote_all
SELECT text, attributed_to, chapter, line, speaker, verdict, similarity, attribution, corrected
FROM quote WHERE episode = ?1 ORDER BY n

-- name: quote_place_all
SELECT quote, paragraph, start, end_ FROM quote_place WHERE episode = ?1 ORDER BY quote, n

-- name: diff_run_all
SELECT quote, op, text FROM diff_run WHERE episode = ?1 ORDER BY quote, n

-- name: correction_all
SELECT type, name, other, role, kind, quote, paragraph, start, end_, digest, text, orphaned
FROM correction WHERE episode = ?1 ORDER BY n
