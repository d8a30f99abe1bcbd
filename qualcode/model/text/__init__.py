"""Text as people see and say it: graphemes, words, what is verbatim."""
