/// The dialect `multi-session`: `/sessions`, `/connect`, `/qr`, `/status`, `/disconnect`,
/// `/reset-reconnect`, `/send` and `/health`.
package io.trunkline.api.multisession;
