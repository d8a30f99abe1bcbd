"""git: started safely, its files, its hooks."""
