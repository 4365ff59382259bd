-- What suggest completes: see 006_suggestion.sql.

-- name: suggestion_episode
SELECT key FROM episode WHERE id = ?1;

-- name: suggestion_put (write)
INSERT INTO suggestion (kind, folded, episodes) VALUES (?1, ?2, 1)
ON CONFLICT (kind, folded) DO UPDATE SET episodes = episodes + 1
RETURNING id, episodes;

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
INSERT INTO name_word (word, episodes) VALUES (?1, 1)
ON CONFLICT (word) DO UPDATE SET episodes = episodes + 1;

-- name: name_word_lower (write)
UPDATE name_word SET episodes = episodes - 1 WHERE word = ?1;

-- name: name_word_remove (write)
DELETE FROM name_word WHERE word = ?1 AND episodes <= 1;

-- What begins as was typed, or (suggest_of_episode) what is looked through for it.

-- name: suggest_ranked
SELECT id, kind, folded, episodes
FROM suggestion_word CROSS JOIN suggestion ON id = suggestion
WHERE rank = ?1 AND word >= ?2 AND word < ?3;

-- name: suggest_of_episode
SELECT id, kind, folded, count
FROM suggestion_place CROSS JOIN suggestion ON id = suggestion
WHERE episode = ?1 ORDER BY kind, count DESC, folded;

-- name: suggest_place
SELECT place.text, place.n, episode.id, speaker.id
FROM suggestion_place AS place
JOIN episode ON episode.key = place.episode
LEFT JOIN speaker ON ?3 AND speaker.episode = place.episode AND speaker.n = place.n
WHERE place.suggestion = ?1 AND (?2 = 0 OR place.episode = ?2)
ORDER BY place.episode LIMIT 1;

-- name: suggest_words
SELECT text, sum(df)
FROM (SELECT text, df FROM word WHERE text >= ?1 AND text < ?2 AND df > 0 LIMIT 5000)
GROUP BY text ORDER BY 2 DESC, 1 LIMIT ?3;
