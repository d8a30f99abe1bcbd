"""A participant taken out who withdraws, with a receipt."""
