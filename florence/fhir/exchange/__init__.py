"""The interactions of the FHIR API as functions from requests to answers, free of HTTP; batches use them too."""
