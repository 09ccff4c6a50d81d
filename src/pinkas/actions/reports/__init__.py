"""Reports: what is asked of each (`registry`), how each is made (a module to a sort), and rendering (`rendering`)."""
