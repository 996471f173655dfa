/// One OpenAPI 3.1 definition for each dialect at `/openapi/{definition}.json`: paths, methods,
/// parameters and types come from the controllers, the errors from each dialect's
/// [io.trunkline.api.web.ErrorView], and summaries and examples from `openapi/{definition}.yaml`.
package io.trunkline.api.openapi;
