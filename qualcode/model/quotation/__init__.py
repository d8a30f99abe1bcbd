"""Quotations: trimming them, and warnings about words that are lost."""
