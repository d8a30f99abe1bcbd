"""The overview of documents."""
