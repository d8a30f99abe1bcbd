"""Layouts that programs and services write into text and Word files."""
