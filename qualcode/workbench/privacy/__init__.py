"""Keeps names and participants' words from leaving the machine; the check before a commit."""
