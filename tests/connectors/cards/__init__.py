"""The card gateways against local stand-ins that behave as the exchange formats dossier, section 4, documents."""
