package io.trunkline.whatsapp.client.media;

import java.io.IOException;
import java.io.InputStream;

/// Where the plaintext of an upload comes from. Must give the same bytes each time: it is read once
/// for the hashes and once for each try.
public interface MediaSource {
  /// Bytes of the plaintext.
  long length() throws IOException;

  /// The plaintext from its beginning; the caller closes it.
  InputStream open() throws IOException;
}
