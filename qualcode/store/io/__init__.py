"""Durable files, tables, JSON lines, and other programs."""
