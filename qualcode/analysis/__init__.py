"""Listings, counts and the matrix, computed from an open study."""
