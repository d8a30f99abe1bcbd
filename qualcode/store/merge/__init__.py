"""Three-way merges of the files of a study."""
