"""The iCash client API at `/clientapi/v1`: forms in, compact JSON out (dossier `icash`).

form       the body as fields
arguments  a method's arguments as a table, and how each is read
figures    numbers, dates and texts as replies write them
replies    the envelope and its two shapes
methods    what a method is; the order of checks; what every method is answered with
server     the one route, joined to the desk
failures   the books' errors in this wire's words
"""
