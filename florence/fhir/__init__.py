"""The FHIR R4 kit: shapes of the standard, validation,
search grammar, bundles and generic endpoints; no tables.
"""
