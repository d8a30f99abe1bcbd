"""Embeddings: models, worker processes, stored vectors."""
