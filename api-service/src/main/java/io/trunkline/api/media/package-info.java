/// Files of tenants: taken from an upload or a URL, kept by a worker, which alone has the keys, and
/// given back. Bytes stream; commands and rows carry references only.
package io.trunkline.api.media;
