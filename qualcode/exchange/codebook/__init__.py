"""The codebook in other forms: Markdown, rows, sheets, Word."""
