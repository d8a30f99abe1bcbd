"""Files that leave qualcode: the matrix in Word, Markdown, CSV and JSON; themes in HTML and CSV."""
