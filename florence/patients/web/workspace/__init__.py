"""What staff see of people: the search, registration and identity."""
