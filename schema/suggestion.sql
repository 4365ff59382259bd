-- What suggest completes: see 006_suggestion.sql.

-- name: suggestion_put (write)
INSERT INTO suggestion (kind, folded, name, episodes) VALUES (?1, ?2, ?3, 1)
ON CONFLICT (kind, folded, name) DO UPDATE SET episodes = episodes + 1
RETURNING id, episodes;

-- name: suggestion_name (write)
SELECT id FROM suggestion WHERE kind = 0 AND folded = ?1 AND name = 0;

-- name: suggestion_word_put (write)
INSERT OR IGNORE INTO suggestion_word (rank, word, suggestion) VALUES (?1, ?2, ?3);

-- name: suggestion_word_remove (write)
DELETE FROM suggestion_word WHERE rank = ?1 AND word = ?2 AND suggestion = ?3;

-- name: suggestion_place_put (write)
INSERT INTO suggestion_place (episode, suggestion, text, n, count) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: suggestion_places (write)
SELECT id, kind, folded, episodes
FROM suggestion_place JOIN suggestion ON id = suggestion WHERE episode = ?1;

-- name: suggestion_lower (write)
UPDATE suggestion SET episodes = ?2 WHERE id = ?1;

-- name: suggestion_remove (write)
DELETE FROM suggestion WHERE id = ?1;

-- name: suggestion_places_remove (write)
DELETE FROM suggestion_place WHERE episode = ?1;

-- name: name_word_put (write)
INSERT INTO name_word (word, episode) VALUES (?1, ?2);

-- name: name_words_remove (write)
DELETE FROM name_word WHERE episode = ?1;

-- name: clear_suggestion (write)
DELETE FROM suggestion;

-- name: clear_suggestion_word (write)
DELETE FROM suggestion_word;

-- name: clear_suggestion_place (write)
DELETE FROM suggestion_place;

-- name: clear_name_word (write)
DELETE FROM name_word;

-- What begins as was typed, or (suggest_of_episode) what is looked through for it.

-- name: suggest_ranked
SELECT s.kind, s.folded, coalesce(name.id, s.id), coalesce(name.folded, s.folded),
       coalesce(name.episodes, s.episodes)
FROM suggestion_word CROSS JOIN suggestion AS s ON s.id = suggestion
LEFT JOIN suggestion AS name ON name.id = s.name
WHERE rank = ?1 AND word >= ?2 AND word < ?3;

-- name: suggest_of_episode
SELECT s.kind, s.folded, coalesce(name.id, s.id), coalesce(name.folded, s.folded), count
FROM suggestion_place CROSS JOIN suggestion AS s ON s.id = suggestion
LEFT JOIN suggestion AS name ON name.id = s.name
WHERE episode = ?1 ORDER BY s.kind, count DESC, s.folded;

-- name: suggest_place
SELECT place.text, place.n, episode.id, speaker.id
FROM suggestion_place AS place
JOIN episode ON episode.key = place.episode
LEFT JOIN speaker ON ?3 AND speaker.episode = place.episode AND speaker.n = place.n
WHERE place.suggestion = ?1 AND (?2 = 0 OR place.episode = ?2)
ORDER BY place.episode LIMIT 1;

-- Words that a search of the transcripts finds: of the forms of a word, which all find the same, the
-- most common one (https://sqlite.org/lang_select.html#bareagg).
-- name: suggest_words
SELECT text, sum(df)
FROM (SELECT text, max(df) AS df
      FROM (SELECT word.text AS text, word.term AS term, word.df AS df
            FROM word CROSS JOIN term ON term.id = word.term
            WHERE word.text >= ?1 AND word.text < ?2 AND word.df > 0 AND term.df > 0 LIMIT 5000)
      GROUP BY term)
GROUP BY text ORDER BY 2 DESC, 1 LIMIT ?3;
