"""The first pages of the staff."""
