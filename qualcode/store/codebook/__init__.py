"""Reads and edits ``codebook.yaml``, keeping a person's comments and order."""
