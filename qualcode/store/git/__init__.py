"""git: calling it safely, the files it needs, its hooks."""
