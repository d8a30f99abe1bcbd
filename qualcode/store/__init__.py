"""The study folder: reading, appending to and locking a study's files."""
