"""The study folder: reading, appending, locking; whatever touches a study's files."""
