/// Swagger UI over the definitions that api-service gives: the page at `/docs` and `/api-docs`,
/// what it loads at `/assets/explorer/`. Nothing comes from outside.
package io.trunkline.edge.explorer;
