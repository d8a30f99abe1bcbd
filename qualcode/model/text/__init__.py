"""Text as people read it: graphemes, words, word-for-word comparison."""
