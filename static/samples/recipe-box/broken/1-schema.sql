-- A cook's own app keeps its recipes in one SQLite file.
PRAGMA foreign_keys = ON;

CREATE TABLE recipes (
  slug TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  servings INTEGER NOT NULL,
  tags TEXT NOT NULL DEFAULT '', -- comma-separated
  is_favourite TEXT NOT NULL DEFAULT 'no',
  created_at INTEGER NOT NULL DEFAULT (unixepoch())
);

CREATE TABLE steps (
  recipe_slug TEXT NOT NULL REFERENCES recipes (slug) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  instruction TEXT NOT NULL,
  minutes FLOAT
);
