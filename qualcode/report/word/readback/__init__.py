"""What a Word report brings back: its cells read and matched."""
