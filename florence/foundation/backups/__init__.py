"""A backup: a folder with a dump of the database, what else has to be kept with it, and a signed manifest.

The key file is never in it: a stolen backup tells no more than a stolen database.
"""
