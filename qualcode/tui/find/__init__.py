"""Search and retrieval."""
