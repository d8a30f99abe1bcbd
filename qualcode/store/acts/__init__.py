"""Acts over several files, each whole or not begun."""
