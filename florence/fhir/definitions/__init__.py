"""What FHIR R4 (4.0.1) says about its types, codes and
search parameters, as compact data read when first needed.
"""
