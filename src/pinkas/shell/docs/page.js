"use strict";
// Everything comes from this server; the description is validated by our tests, not by somebody's web site.
SwaggerUIBundle({
  url: "docs/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
