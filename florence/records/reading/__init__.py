"""FHIR resources as people read them: small frozen objects, one file per noun, never a code or a bare None."""
