"""What the pages of security print by themselves."""
