"""Allocation numbers of the tax authority: asked for, kept at, decided about; and the token they are asked with."""
