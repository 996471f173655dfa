/// Events in the form of Meta's WhatsApp Cloud API webhooks: the format `cloud`.
///
///     {"object": "whatsapp_business_account", "entry": [{"id": …, "changes": [
///       {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": {…},
///         "contacts": […], "messages": […]}}]}]}
///
/// A status has `statuses` in place of `contacts` and `messages`. `entry.id` and
/// `metadata.phone_number_id` are the session's id, `display_phone_number` its number; texts of
/// numbers have no `+`. A media object's `id` is the message's: the file is fetched from our API.
/// What Meta has no type for is `unsupported`. Messages of groups bear `group_id`. Everything else
/// has no place in this format. Source: Meta, "WhatsApp Business Platform, Cloud API, Webhooks,
/// Payload examples".
package io.trunkline.webhook.cloud;
