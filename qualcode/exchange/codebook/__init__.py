"""The codebook in other formats: Markdown, rows, sheets, Word."""
