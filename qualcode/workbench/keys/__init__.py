"""The tables of actions and their keys."""
