/// The wwebjs dialect, `contracts/wwebjs.md`: `/session`, `/client`, `/chat`, `/contact`,
/// `/groupChat`, `/message` and `/ping`. Controllers, views and errors; what they do is the
/// application services'.
package io.trunkline.api.wwebjs;
