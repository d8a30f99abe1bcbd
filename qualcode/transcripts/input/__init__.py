"""Files as they arrive: archives, encodings, what is refused."""
