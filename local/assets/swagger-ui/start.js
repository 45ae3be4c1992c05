// Our document in Swagger UI. "Authorize" takes a bearer token of `cargo dev token NAME`, and keeps it for the next visit.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  // Its default sends the document's address to a server on the internet.
  validatorUrl: null,
});
