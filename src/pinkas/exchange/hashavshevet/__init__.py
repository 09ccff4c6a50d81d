"""Hashavshevet's import files: the journal as movements (MOVEIN) and the accounts they name (HESHIN)."""
