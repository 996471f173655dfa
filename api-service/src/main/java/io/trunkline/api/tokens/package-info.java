/// The dialect `tokens`: `/api/whatsapp/**`, `/api/api-tokens**`, `/api/health` and
/// `/api/test-node-connection`, with the replies and the validation of a Laravel application.
package io.trunkline.api.tokens;
