-- A cook's own app keeps its recipes in one SQLite file.
PRAGMA foreign_keys = ON;

CREATE TABLE recipes (
  slug TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  servings INTEGER NOT NULL CHECK (servings > 0),
  is_favourite INTEGER NOT NULL DEFAULT 0 CHECK (is_favourite IN (0, 1)),
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;

CREATE TABLE recipe_tags (
  recipe_slug TEXT NOT NULL REFERENCES recipes (slug) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (recipe_slug, tag)
) STRICT;

CREATE TABLE steps (
  recipe_slug TEXT NOT NULL REFERENCES recipes (slug) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position > 0),
  instruction TEXT NOT NULL,
  minutes INTEGER CHECK (minutes >= 0),
  PRIMARY KEY (recipe_slug, position)
) STRICT;
