package io.trunkline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files and folders that only their owner may read.
final class PrivateFiles {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PrivateFiles() {}

  static Path folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      Files.createDirectory(folder, FOLDER);
    }
    return folder;
  }

  /// Replaces the file as a whole; at no moment may anybody else read it.
  static void write(Path file, String content) throws IOException {
    write(file, content, "rw-------");
  }

  static void writeScript(Path file, String content) throws IOException {
    write(file, content, "rwx------");
  }

  private static void write(Path file, String content, String mode) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    // createTempFile gives 0600.
    var work = Files.createTempFile(folder, "." + file.getFileName(), null);
    try {
      Files.writeString(work, content);
      Files.setPosixFilePermissions(work, PosixFilePermissions.fromString(mode));
      Files.move(work, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(work);
    }
  }
}
