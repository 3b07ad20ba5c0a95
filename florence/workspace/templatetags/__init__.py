"""What the templates of the first pages ask for."""
