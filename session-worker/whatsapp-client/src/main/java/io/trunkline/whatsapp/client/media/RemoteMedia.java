package io.trunkline.whatsapp.client.media;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import java.util.Objects;

/// A file on WhatsApp's servers, as its message names it.
///
/// @param directPath path on any media host
/// @param mediaKey 32 bytes, empty for a newsletter's file; never logged
/// @param expected hashes and length
public record RemoteMedia(
    MediaKind kind, String directPath, ByteString mediaKey, ExpectedMedia expected) {
  public RemoteMedia {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(directPath, "directPath");
    Objects.requireNonNull(mediaKey, "mediaKey");
    Objects.requireNonNull(expected, "expected");
  }

  RemoteMedia at(String newPath) {
    return new RemoteMedia(kind, newPath, mediaKey, expected);
  }

  @Override
  public String toString() {
    return "RemoteMedia[" + kind + "]";
  }
}
