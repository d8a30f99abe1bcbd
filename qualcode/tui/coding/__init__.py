"""The coding screen."""
