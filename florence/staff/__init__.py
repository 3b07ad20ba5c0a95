"""The people who work here: practitioners, their specialties and where they practise."""
