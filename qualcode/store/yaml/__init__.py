"""Where things stand in a YAML file, and how a value is written."""
