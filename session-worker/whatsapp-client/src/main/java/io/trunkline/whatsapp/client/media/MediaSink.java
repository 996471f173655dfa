package io.trunkline.whatsapp.client.media;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where the plaintext of a download goes to, in order.
///
/// Nothing is verified before the download is complete: until then the bytes belong where nobody
/// else reads them, and if it fails, they are thrown away.
@FunctionalInterface
public interface MediaSink {
  /// Takes all that remains of the buffer; it may block, and the download then waits.
  void write(ByteBuffer plaintext) throws IOException;
}
