"""Suggestions from text: passages, embeddings, themes. Nothing heavy loads before it is used."""
