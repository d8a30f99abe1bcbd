"""Textual screens and widgets; what they do is in the workbench."""
