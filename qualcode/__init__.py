"""Qualitative interview research: transcripts, codings, themes and the synthesis matrix."""
