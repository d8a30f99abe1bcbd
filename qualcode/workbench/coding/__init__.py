"""Coding: the session, the cursor, the history, what is being written."""
