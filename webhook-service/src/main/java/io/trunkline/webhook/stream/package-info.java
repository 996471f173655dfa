/// `/ws`: a tenant's events as they happen, in the form of a webhook's body. Nothing is kept for a
/// reader that is away; webhooks are for that.
package io.trunkline.webhook.stream;
