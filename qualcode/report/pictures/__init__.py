"""Pictures of a study's numbers."""
