"""What the desk types about people."""
