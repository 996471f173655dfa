package io.trunkline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder that holds everything of one installation that lasts; its layout is drawn in the
/// package's documentation.
record DataFolder(Path path) {
  private static final long LEAST_FREE_BYTES = 1L << 30;
  private static final String MODE = "network";

  DataFolder {
    path = path.toAbsolutePath().normalize();
  }

  /// Makes the folder and checks that data can be kept there.
  void prepare() {
    try {
      Files.createDirectories(path);
      for (var name : new String[] {"logs", "run"}) {
        PrivateFiles.folder(path.resolve(name));
      }
      Files.delete(Files.createTempFile(path, ".writable", null));
    } catch (IOException e) {
      throw new LocalFailure(
          "The data folder " + path + " is not writable: give --data another one.", e);
    }
    checkSpace();
  }

  private void checkSpace() {
    try {
      var free = Files.getFileStore(path).getUsableSpace();
      if (free < LEAST_FREE_BYTES) {
        throw new LocalFailure(
            "No disk space: "
                + (free >> 20)
                + " MiB are free at "
                + path
                + " and 1024 are needed; free some, or give --data a folder on another disk.");
      }
    } catch (IOException e) {
      throw new LocalFailure("Cannot read the free space at " + path + ": " + e.getMessage(), e);
    }
  }

  /// Sessions that are linked in the simulator mean nothing to WhatsApp, and the other way round.
  void keepTo(Network network) {
    var file = path.resolve(MODE);
    try {
      if (Files.notExists(file)) {
        Files.writeString(file, network + "\n");
      } else if (!Files.readString(file).strip().equals(network.toString())) {
        throw new LocalFailure(
            "The data in "
                + path
                + " belongs to "
                + Files.readString(file).strip()
                + ", not to "
                + network
                + ": give --data another folder.");
      }
    } catch (IOException e) {
      throw new LocalFailure("Cannot use " + file + ": " + e.getMessage(), e);
    }
  }

  boolean hasData() {
    return Files.exists(postgres().resolve("PG_VERSION"));
  }

  Path postgres() {
    return path.resolve("postgres");
  }

  Path redis() {
    return path.resolve("redis");
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  Path simulator() {
    return path.resolve("simulator");
  }

  Path media() {
    return path.resolve("media");
  }

  Path secrets() {
    return path.resolve("secrets");
  }

  Path logs() {
    return path.resolve("logs");
  }

  Path run() {
    return path.resolve("run");
  }

  /// Whose servers the sessions are linked at.
  enum Network {
    SIMULATOR("the simulator"),
    WHATSAPP("WhatsApp");

    private final String text;

    Network(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
