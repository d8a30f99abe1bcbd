"""Making a study, and the demo."""
