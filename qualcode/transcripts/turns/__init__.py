"""Who speaks: labels, turns, time stamps, in any format."""
