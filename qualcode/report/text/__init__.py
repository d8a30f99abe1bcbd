"""Plain text forms."""
