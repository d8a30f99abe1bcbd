"""Coding: the session, the cursor, the history, the events not yet on disk."""
