"""What can be written into the record."""
