/// What all calls share: the envelope, failures and their replies, request ids.
package io.trunkline.webhook.web;
