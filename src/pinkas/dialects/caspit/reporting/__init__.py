"""TelerikReports: reports over the Telerik Reporting REST protocol (dossier section 11), in both forms of address.

`wire` has the models, `service` the calls, `routes` the two tables of addresses, `operations` what the reference says.
"""
