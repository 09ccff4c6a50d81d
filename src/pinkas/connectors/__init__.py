"""We call others: mail. Each connector fills a port of the verbs; the shell joins the two."""
