"""Turns the official FHIR R4 definition files into the
compact data beside this package; never used at run time.
"""
