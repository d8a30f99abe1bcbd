"""Embeddings: models, processes, the store of vectors."""
