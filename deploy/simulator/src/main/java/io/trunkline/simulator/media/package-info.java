/// The media host: files that clients and phones upload, and nobody here can read.
///
/// ```
/// POST   /mms/<type>/<token>?auth=…      the file; answers where it is. token = its SHA-256
/// GET    <direct path>                   the file, or a Range of it
/// DELETE /mms/<type>/<token>?auth=…
/// direct path = /v/<n>/<token>.enc?…     n counts the uploads by the phone: 0 is the first
///
/// data folder: media/<token>             as it was uploaded
/// ```
package io.trunkline.simulator.media;
