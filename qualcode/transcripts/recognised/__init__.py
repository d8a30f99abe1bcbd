"""Speech recognisers' files."""
