"""Textual screens and widgets; their work is done in the workbench."""

import os

# Set before Textual is imported: its default of 60 would make each key wait for up to 17 ms.
os.environ.setdefault("TEXTUAL_FPS", "240")
