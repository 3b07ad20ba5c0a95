"""The house: organisations, sites, departments, the tree of places from building to bed, and the house's settings."""
