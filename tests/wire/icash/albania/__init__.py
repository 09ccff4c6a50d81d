"""Albania: whole sales, told to a stand-in of the fiscal service, and electronic invoices."""
