"""Operations: built row by row (`building`), finished as a transaction (`finishing`), read and listed (`reading`)."""
