package io.trunkline.simulator.media;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.media.EncryptedMedia;

/// A file that the simulator itself has put on its media host.
///
/// @param mediaKey 32 bytes
public record HostedFile(String directPath, ByteString mediaKey, EncryptedMedia file) {

  @Override
  public String toString() {
    return "HostedFile[" + file.fileLength() + " bytes]";
  }
}
