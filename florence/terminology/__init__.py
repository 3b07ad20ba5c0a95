"""Code systems as shipped: displays, diagnoses, vaccines, units, pick lists and plain words. No tables."""
