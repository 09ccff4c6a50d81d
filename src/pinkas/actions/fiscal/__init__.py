"""Sales that a tax administration is told of: settings, telling, electronic invoices, what papers show, a keeper."""
