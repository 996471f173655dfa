package io.trunkline.api.media;

import com.google.protobuf.ByteString;

/// A file in the media store.
///
/// @param reference the store's name of it
/// @param length bytes
/// @param sha256 32 bytes
public record KeptFile(String reference, long length, ByteString sha256) {}
