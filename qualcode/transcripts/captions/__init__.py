"""Captions: WebVTT and SubRip."""
