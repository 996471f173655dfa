package io.trunkline.worker.media;

import com.google.protobuf.ByteString;

/// A file that is in the store.
///
/// @param name by which it is found again, 64 digits of hex
/// @param length bytes of the plaintext
/// @param sha256 of the plaintext
public record StoredMedia(String name, long length, ByteString sha256) {}
