"""Pure data and rules of a study: no input or output happens here."""
