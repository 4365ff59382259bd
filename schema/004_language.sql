-- The language that is spoken, a tag such as 'en' or 'pt-BR'; NULL: not told.
ALTER TABLE episode ADD COLUMN language TEXT;
