/// What the worker answers over HTTP to other services: files of the media store, since only the
/// worker holds the keys that open them. Any worker serves any tenant.
///
/// | call | answer |
/// |---|---|
/// | `PUT /internal/media`, the file as body | 201 [KeptMedia] |
/// | `GET /internal/media/{reference}` | 200 and the file; 404 |
///
/// Each call carries a signed identity ([io.trunkline.contract.IdentityToken]) for the audience
/// `worker`, which names the tenant; without it the answer is 401.
package io.trunkline.worker.internal;
