"""The tables of actions, and the keys they are on."""
