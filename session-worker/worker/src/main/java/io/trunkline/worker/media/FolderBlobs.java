package io.trunkline.worker.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/// Files in a folder, which several workers may share.
final class FolderBlobs implements Blobs {
  private final Path folder;

  FolderBlobs(Path folder) {
    this.folder = folder;
  }

  @Override
  public void put(String name, Path finished) throws IOException {
    Path target = folder.resolve(name);
    Files.createDirectories(target.getParent());
    try (var file = FileChannel.open(finished, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
    try (var parent = FileChannel.open(target.getParent())) {
      parent.force(true);
    }
  }

  @Override
  public OptionalLong size(String name) throws IOException {
    try {
      return OptionalLong.of(Files.size(folder.resolve(name)));
    } catch (NoSuchFileException _) {
      return OptionalLong.empty();
    }
  }

  @Override
  public InputStream open(String name, long from) throws IOException {
    var file = FileChannel.open(folder.resolve(name));
    return Channels.newInputStream(file.position(from));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void deleteAll(String tenant) throws IOException {
    Path own = folder.resolve(tenant);
    if (Files.notExists(own)) {
      return;
    }
    try (var files = Files.newDirectoryStream(own)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(own);
  }
}
