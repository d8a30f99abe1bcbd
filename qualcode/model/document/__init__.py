"""Documents: turns, revisions, and how offsets go from text to text."""
