/// The one failure type of the application services. A view turns its [Problem] into the dialect's
/// status, code and body.
package io.trunkline.api.failure;
