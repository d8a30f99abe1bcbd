"""Places in a YAML file, and writing values."""
