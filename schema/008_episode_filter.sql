-- What the list's filter walks over, without the episodes' other columns.
CREATE INDEX episode_filter ON episode (id, folded);
