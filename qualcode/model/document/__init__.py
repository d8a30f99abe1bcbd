"""Documents: their turns and revisions, and how offsets map from one text to another."""
