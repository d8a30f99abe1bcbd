"""Finding passages: search, retrieval, excerpts."""
