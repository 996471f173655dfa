/// What the worker answers over HTTP to other services: files of the media store, since only the
/// worker holds the keys that open them. Any worker serves any tenant.
///
/// | call | answer |
/// |---|---|
/// | `PUT /internal/media`, the file as body | 201 [KeptMedia] |
/// | `GET /internal/media/{reference}` | 200 and the file; 404 |
///
/// And what the operator asks of the fleet, of whichever worker:
///
/// | call | answer |
/// |---|---|
/// | `GET /internal/fleet` | 200: workers, shards |
/// | `POST /internal/fleet/workers/{id}/drain` | 202; 404; 409 where nobody else could take over |
/// | `GET POST /internal/whatsapp-version` | 200; 400; 502 where the page does not tell |
/// | `POST /internal/master-key` | 202; 409 where a worker cannot read it |
///
/// Each call carries a signed identity ([io.trunkline.contract.IdentityToken]) for the audience
/// `worker`, which names the tenant or is the operator's; without it the answer is 401.
package io.trunkline.worker.internal;
