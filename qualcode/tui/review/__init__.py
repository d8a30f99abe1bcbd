"""Screens that go through a list one item at a time."""
