package io.trunkline.api.media;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What ffmpeg and ffprobe are told of a file that somebody sent: containers that hold their own
/// bytes only (a playlist could name files of ours), no network, no large single allocation.
final class Ffmpeg {
  private static final String CONTAINERS =
      "aac,ac3,aiff,amr,amrnb,amrwb,asf,avi,caf,flac,flv,gif,matroska,webm,mov,mp3,mpeg,"
          + "mpegts,ogg,w64,wav,wv";

  private Ffmpeg() {}

  static List<String> reading(Path file) {
    var arguments = new ArrayList<>(List.of("-nostdin", "-threads", "1"));
    arguments.addAll(probing(file));
    return arguments;
  }

  static List<String> probing(Path file) {
    return List.of(
        "-hide_banner",
        "-v",
        "quiet",
        "-max_alloc",
        "268435456",
        "-protocol_whitelist",
        "file,pipe",
        "-format_whitelist",
        CONTAINERS,
        "-i",
        "file:" + file);
  }
}
