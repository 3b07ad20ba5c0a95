"""What can be done with the staff directory."""
