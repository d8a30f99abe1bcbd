"""The stages of an import: files are read, documents made of them, and stored."""
