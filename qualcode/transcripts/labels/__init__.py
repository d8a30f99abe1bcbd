"""Decides which words at the heads of paragraphs are labels, and whose they are."""
