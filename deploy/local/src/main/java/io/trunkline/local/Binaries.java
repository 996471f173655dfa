package io.trunkline.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL and Redis, which come inside jars, unpacked once beside this module's
/// classes; and the broker's jars, which the build put there.
///
/// Several processes may unpack at the same time: each does so in a folder of its own and renames.
final class Binaries {
  private static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");

  private final Path home;

  /// @param home the folder that holds `kafka` and gets `postgres-…` and `redis-…`
  Binaries(Path home) {
    this.home = home;
  }

  /// Beside the jar or folder that these classes come from: `target` after a build.
  static Binaries besideClasses() {
    try {
      var source =
          Path.of(Binaries.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Binaries(source.toAbsolutePath().getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The folder with `bin/postgres`.
  Path postgres() {
    var archive = "postgres-" + system() + "-" + (isArm() ? "arm_64" : "x86_64") + ".txz";
    return unpacked("postgres-18.6", archive, Binaries::unpackTar);
  }

  /// The `redis-server` program.
  Path redis() {
    var program = "redis-server-7.0.15-" + system() + "-" + (isArm() ? "arm64" : "amd64");
    return unpacked(
            "redis-7.0.15",
            program,
            (in, folder) -> {
              var file = folder.resolve("redis-server");
              Files.copy(in, file);
              Files.setPosixFilePermissions(file, PROGRAM);
            })
        .resolve("redis-server");
  }

  /// The class path of the broker.
  String kafkaClassPath() {
    var jars = home.resolve("kafka");
    if (!Files.isDirectory(jars)) {
      throw new LocalFailure(
          "Kafka is not in " + jars + ": build with ./mvnw -DskipTests package.");
    }
    return jars.resolve("*").toString();
  }

  /// The folder for a freshly formatted log folder of the broker; may not exist yet.
  Path kafkaFormatted() {
    return home.resolve("kafka-formatted");
  }

  private interface Unpack {
    void unpack(InputStream in, Path folder) throws IOException;
  }

  private Path unpacked(String name, String resource, Unpack unpack) {
    var folder = home.resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try (var in = Binaries.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new LocalFailure(
            "There is no "
                + name
                + " for "
                + system()
                + " on "
                + System.getProperty("os.arch")
                + ".");
      }
      var work = Files.createTempDirectory(home, name + ".");
      Files.setPosixFilePermissions(work, PROGRAM);
      unpack.unpack(in, work);
      try {
        Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException
          | DirectoryNotEmptyException
          | AtomicMoveNotSupportedException e) {
        delete(work);
      }
      return folder;
    } catch (IOException e) {
      if (Files.isDirectory(folder)) {
        return folder;
      }
      throw new LocalFailure("Cannot unpack " + name + " in " + home + ": " + e.getMessage(), e);
    }
  }

  private static void unpackTar(InputStream in, Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
          throw new IOException("Entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          Files.setPosixFilePermissions(path, PROGRAM);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          Files.setPosixFilePermissions(path, (entry.getMode() & 0100) != 0 ? PROGRAM : PLAIN);
        }
      }
    }
  }

  /// Deletes a folder with what is in it; what is gone already is no error.
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String system() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
        ? "darwin"
        : "linux";
  }

  private static boolean isArm() {
    return "aarch64".equals(System.getProperty("os.arch"));
  }
}
