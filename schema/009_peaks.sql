-- Where the best documents of a term are: see server/search/index/peaks.h.
ALTER TABLE term ADD COLUMN peaks BLOB NOT NULL DEFAULT x'';
