"""The core: pure values and rules of the books. No input or output, no clock, no vendor's word."""
