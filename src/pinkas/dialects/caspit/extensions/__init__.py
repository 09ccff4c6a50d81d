"""Our own routes under `/ext/v1`: what the books can do and no vendor has a route for (DESIGN §13).

They speak as the vendor's wire does - the same token, names in the vendor's manner, the same shapes of lists and
errors - so that who can call the one can call the other. Each module holds the models and the routes of one noun.
"""
