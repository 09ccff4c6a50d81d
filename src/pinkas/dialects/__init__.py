"""Other vendors' APIs, served over our own verbs: one package per vendor, none knowing of another."""
