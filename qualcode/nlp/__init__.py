"""Suggestions from text: passages, embeddings, themes. Heavy libraries load only when used."""
