package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.MediaRef;
import java.util.Optional;
import org.springframework.core.io.InputStreamSource;

/// A recording as it is sent; what was made for it goes with [#close].
///
/// @param kind voice, or audio where it cannot be one
/// @param length bytes
/// @param waveform 64 bytes of 0 to 100, or empty
record VoiceNote(
    MediaRef.Kind kind,
    InputStreamSource file,
    long length,
    ByteString waveform,
    Optional<Scratch> scratch)
    implements AutoCloseable {
  /// What phones play as a voice note.
  static final String MIMETYPE = "audio/ogg; codecs=opus";

  boolean isConverted() {
    return scratch.isPresent();
  }

  @Override
  public void close() {
    scratch.ifPresent(Scratch::close);
  }
}
