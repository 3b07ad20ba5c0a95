"""What can be read of the house."""
