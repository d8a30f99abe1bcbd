"""Acts over several files; each is done completely or not at all."""
