"""Files for programs: what bookkeepers and authorities load into theirs."""
