"""R-NET's wire, served over the books: transactions of tills and what stands around them, at /v1 and /dev.

`wire` writes down every property once, `fields` reads those tables, `writing` and `reading` turn values into JSON and
back; `times` knows the four forms of dates. `call`, `routing` and `failures` are the way of a request. The pages called
"R-NET dossier" in the docstrings are the description of the wire that this was built from.
"""
