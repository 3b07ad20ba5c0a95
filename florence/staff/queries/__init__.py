"""What can be read of the staff directory."""
