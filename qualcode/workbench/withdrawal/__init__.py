"""Taking a participant who withdraws out of the study, with a receipt."""
