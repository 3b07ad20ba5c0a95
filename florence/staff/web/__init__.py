"""The pages of the staff directory."""
