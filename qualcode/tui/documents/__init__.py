"""Screens on who speaks in documents: labels before an import, speakers and cases after it."""
