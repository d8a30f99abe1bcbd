"""Answers to a survey."""
