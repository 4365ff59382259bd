-- Search. Of every statement over passages: ?1 the FTS5 expression; ?2 and ?3 the first and the
-- last part; ?4 the kinds, bit 1 << kind, 0 for all; ?5 a speaker's id, or NULL. What is an ad
-- (kind 1) counts as said by the speaker of its turn only where that is a sponsor (role 2). The
-- episodes where the speaker talks are asked for first: that spares the look at most turns.

-- name: search_add (write)
INSERT INTO passage_index (rowid, text) VALUES (?1, ?2);

-- name: search_remove (write)
INSERT INTO passage_index (passage_index, rowid, text) VALUES ('delete', ?1, ?2);

-- name: search_scope
SELECT first_part, parts FROM episode WHERE id = ?1;

-- name: search_rank
SELECT part.key, bm25(passage_index)
FROM passage_index CROSS JOIN part ON part.key = passage_index.rowid
WHERE passage_index MATCH ?1 AND passage_index.rowid BETWEEN ?2 AND ?3
  AND (?4 = 0 OR (?4 >> part.kind) & 1)
  AND (?5 IS NULL OR part.episode IN (SELECT episode FROM speaker WHERE id = ?5))
  AND (?5 IS NULL OR EXISTS (
    SELECT 1 FROM paragraph JOIN turn ON turn.episode = part.episode AND turn.n = paragraph.turn
    JOIN speaker ON speaker.episode = part.episode AND speaker.n = turn.speaker
    WHERE paragraph.episode = part.episode AND paragraph.n = part.paragraph
      AND speaker.id = ?5 AND (part.kind <> 1 OR speaker.role = 2)))
ORDER BY 2, 1 LIMIT ?6 OFFSET ?7;

-- name: search_total
SELECT count(*)
FROM passage_index CROSS JOIN part ON part.key = passage_index.rowid
WHERE passage_index MATCH ?1 AND passage_index.rowid BETWEEN ?2 AND ?3
  AND (?4 = 0 OR (?4 >> part.kind) & 1)
  AND (?5 IS NULL OR part.episode IN (SELECT episode FROM speaker WHERE id = ?5))
  AND (?5 IS NULL OR EXISTS (
    SELECT 1 FROM paragraph JOIN turn ON turn.episode = part.episode AND turn.n = paragraph.turn
    JOIN speaker ON speaker.episode = part.episode AND speaker.n = turn.speaker
    WHERE paragraph.episode = part.episode AND paragraph.n = part.paragraph
      AND speaker.id = ?5 AND (part.kind <> 1 OR speaker.role = 2)));

-- name: search_count_episodes
SELECT episode.id, episode.title, NULL, counted.n
FROM (
    SELECT part.episode AS episode, count(*) AS n
    FROM passage_index CROSS JOIN part ON part.key = passage_index.rowid
    WHERE passage_index MATCH ?1 AND passage_index.rowid BETWEEN ?2 AND ?3
      AND (?4 = 0 OR (?4 >> part.kind) & 1)
      AND (?5 IS NULL OR part.episode IN (SELECT episode FROM speaker WHERE id = ?5))
      AND (?5 IS NULL OR EXISTS (
        SELECT 1
        FROM paragraph JOIN turn ON turn.episode = part.episode AND turn.n = paragraph.turn
        JOIN speaker ON speaker.episode = part.episode AND speaker.n = turn.speaker
        WHERE paragraph.episode = part.episode AND paragraph.n = part.paragraph
          AND speaker.id = ?5 AND (part.kind <> 1 OR speaker.role = 2)))
    GROUP BY part.episode) AS counted
JOIN episode ON episode.key = counted.episode
ORDER BY counted.n DESC, episode.id LIMIT 100;

-- name: search_count_speakers
SELECT speaker.id, speaker.name, episode.id, count(*)
FROM passage_index CROSS JOIN part ON part.key = passage_index.rowid
CROSS JOIN paragraph ON paragraph.episode = part.episode AND paragraph.n = part.paragraph
CROSS JOIN turn ON turn.episode = part.episode AND turn.n = paragraph.turn
CROSS JOIN speaker ON speaker.episode = part.episode AND speaker.n = turn.speaker
CROSS JOIN episode ON episode.key = part.episode
WHERE passage_index MATCH ?1 AND passage_index.rowid BETWEEN ?2 AND ?3
  AND (?4 = 0 OR (?4 >> part.kind) & 1)
  AND (?5 IS NULL OR speaker.id = ?5)
  AND (part.kind <> 1 OR speaker.role = 2)
GROUP BY part.episode, speaker.n
ORDER BY 4 DESC, speaker.id, episode.id LIMIT 100;

-- name: search_holding
SELECT part.episode, part.paragraph
FROM passage_index CROSS JOIN part ON part.key = passage_index.rowid
WHERE passage_index MATCH ?1 AND part.kind = 0 LIMIT ?2;

-- name: search_episode
SELECT id FROM episode WHERE key = ?1;

-- name: search_hit
SELECT part.episode, episode.id, episode.title, part.paragraph, speaker.id, speaker.name,
       part.kind, part.start, part.end_, paragraph.text
FROM part
JOIN episode ON episode.key = part.episode
JOIN paragraph ON paragraph.episode = part.episode AND paragraph.n = part.paragraph
JOIN turn ON turn.episode = part.episode AND turn.n = paragraph.turn
LEFT JOIN speaker ON speaker.episode = part.episode AND speaker.n = turn.speaker
     AND (part.kind <> 1 OR speaker.role = 2)
WHERE part.key = ?1;

-- name: search_names
SELECT n, name, 0 FROM speaker WHERE episode = ?1
UNION ALL
SELECT speaker, text, n FROM spelling WHERE episode = ?1
ORDER BY 1, 3;
