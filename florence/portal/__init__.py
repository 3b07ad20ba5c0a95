"""The patient's own face of Florence: the home page, the record in plain words, and who opened it."""
