package io.trunkline.worker.internal;

/// A file that was kept, as JSON.
///
/// @param reference the media store's name of the file
/// @param length bytes
/// @param sha256 base64
record KeptMedia(String reference, long length, String sha256) {}
