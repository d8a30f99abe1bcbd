"""Queues gone through passage by passage."""
