"""Files of speech recognition programs."""
