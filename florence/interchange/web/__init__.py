"""The pages on which programs are registered."""
