"""Decides who speaks in a document that is imported: roles, cases, labels that all may see."""
