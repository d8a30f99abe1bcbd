"""Listings, counts and the matrix, made from an open study."""
