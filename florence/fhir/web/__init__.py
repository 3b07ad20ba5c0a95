"""The FHIR API over HTTP: addresses, content types, limits,
headers. Access is decided by the server it is given.
"""
