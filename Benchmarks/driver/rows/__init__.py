"""One file a row, or a family of rows that are measured together. A new row: a file, a line here."""

from rows import attach, growth, hooks, hot_paths, listing, pairs, startup, teardown

ALL = [hot_paths, startup, attach, hooks, pairs, listing, teardown, growth]
