"""The clinical record: what was found, said, given and done, one FHIR resource a fact."""
