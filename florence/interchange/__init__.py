"""What comes from and goes to other programs: their clients and scopes, records over FHIR, and imports."""
