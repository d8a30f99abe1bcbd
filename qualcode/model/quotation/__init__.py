"""Quotations: trimming them, and the words that go."""
