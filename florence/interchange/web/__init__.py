"""The pages on which programs are registered, and the address where they get their tokens."""
