/// What tenants use a day: API calls, media, messages.
package io.trunkline.api.usage;
