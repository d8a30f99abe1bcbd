"""The report in Word."""
