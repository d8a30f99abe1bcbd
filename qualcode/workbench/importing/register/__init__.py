"""Registers of participants: read, their columns understood, taken for the attributes of cases."""
