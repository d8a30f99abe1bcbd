"""Screens on names: deciding about each, and replacing them."""
