"""Codes, their changes, and finding one."""
