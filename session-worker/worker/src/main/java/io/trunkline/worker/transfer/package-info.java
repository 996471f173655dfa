/// A session moves from Baileys to Trunkline and back, keys, counters and all, without a new QR.
///
/// The form is that of Baileys' `useMultiFileAuthState`: a folder of JSON files (`creds.json`,
/// `session-<name>.<device>.json`, `pre-key-<id>.json`, `identity-key-…`, `lid-mapping-…`), packed
/// as a zip or as one JSON object by file name. Other files are not carried over: device lists are
/// asked for anew.
package io.trunkline.worker.transfer;
