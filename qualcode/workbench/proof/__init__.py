"""Proves on this machine that no words or names leave it: runs, watches, looks through."""
