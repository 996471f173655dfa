package io.trunkline.worker.media;

import io.trunkline.whatsapp.client.media.MediaSource;
import io.trunkline.worker.secret.MasterKeys;
import io.trunkline.worker.secret.MediaCipher;
import io.trunkline.worker.secret.WrappedKey;
import io.trunkline.worker.settings.BucketSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/// Files of tenants, found by their names. Streams both ways. Blocks; safe for several threads.
public final class MediaStore implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  /// The tenants' data keys.
  public interface TenantKeys {
    /// Makes one where there is none.
    WrappedKey obtain(UUID tenant);

    /// Empty where the tenant has none, or none any more.
    Optional<WrappedKey> find(UUID tenant);
  }

  private final Blobs blobs;
  private final Path work;
  private final TenantKeys keys;
  private final MasterKeys masterKeys;
  private final SecureRandom random;

  private MediaStore(
      Blobs blobs, Path work, TenantKeys keys, MasterKeys masterKeys, SecureRandom random) {
    this.blobs = blobs;
    this.work = work;
    this.keys = keys;
    this.masterKeys = masterKeys;
    this.random = random;
  }

  /// A store in a folder that several workers may share.
  ///
  /// @param worker no other process that runs has this name; what it left unfinished is deleted
  public static MediaStore inFolder(
      Path folder, String worker, TenantKeys keys, MasterKeys masterKeys, SecureRandom random) {
    return new MediaStore(
        new FolderBlobs(folder), workFolder(folder, worker), keys, masterKeys, random);
  }

  /// A store in a bucket that several workers may share.
  ///
  /// @param folder for files on their way; it need not be shared
  /// @param worker as above
  public static MediaStore inBucket(
      BucketSettings bucket,
      Path folder,
      String worker,
      TenantKeys keys,
      MasterKeys masterKeys,
      SecureRandom random) {
    return new MediaStore(
        new S3Blobs(bucket), workFolder(folder, worker), keys, masterKeys, random);
  }

  private static Path workFolder(Path folder, String worker) {
    Path work = folder.resolve("unfinished").resolve(worker.replaceAll("[^A-Za-z0-9-]", "_"));
    try {
      Files.createDirectories(
          work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (var left = Files.newDirectoryStream(work)) {
        for (Path part : left) {
          Files.delete(part);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Expected a writable folder " + folder, e);
    }
    return work;
  }

  /// Begins a file; close it in any case.
  public MediaWriter write(UUID tenant) throws IOException {
    byte[] fileKey = new byte[Segments.KEY_BYTES];
    random.nextBytes(fileKey);
    Path part = work.resolve(UUID.randomUUID() + ".part");
    return new MediaWriter(blobs, tenant, cipher(tenant, keys.obtain(tenant)), fileKey, part);
  }

  /// A file of the tenant; empty where it has none of that name.
  ///
  /// @throws DamagedMedia here or while it is read
  public Optional<MediaSource> find(UUID tenant, String name) throws IOException {
    Optional<WrappedKey> key = keys.find(tenant);
    if (!NAME.matcher(name).matches() || key.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong size = blobs.size(tenant + "/" + name);
    if (size.isEmpty()) {
      return Optional.empty();
    }
    long sealedBytes = size.getAsLong() - MediaCipher.WRAPPED_SIZE_BYTES;
    if (sealedBytes < Segments.TAG_BYTES) {
      throw new DamagedMedia("A stored file is too short");
    }
    return Optional.of(
        new Source(tenant + "/" + name, name, cipher(tenant, key.get()), sealedBytes));
  }

  public void delete(UUID tenant, String name) throws IOException {
    if (NAME.matcher(name).matches()) {
      blobs.delete(tenant + "/" + name);
    }
  }

  /// Deletes all files of a tenant. Without its data key they were of no use any more.
  public void deleteAll(UUID tenant) throws IOException {
    blobs.deleteAll(tenant.toString());
  }

  @Override
  public void close() {
    blobs.close();
  }

  private MediaCipher cipher(UUID tenant, WrappedKey key) {
    return new MediaCipher(masterKeys, key, tenant, random);
  }

  private final class Source implements MediaSource {
    private final String blob;
    private final String name;
    private final MediaCipher cipher;
    private final long sealedBytes;

    Source(String blob, String name, MediaCipher cipher, long sealedBytes) {
      this.blob = blob;
      this.name = name;
      this.cipher = cipher;
      this.sealedBytes = sealedBytes;
    }

    @Override
    public long length() {
      return Segments.plainBytes(sealedBytes);
    }

    @Override
    public InputStream open() throws IOException {
      byte[] wrapped = new byte[MediaCipher.WRAPPED_SIZE_BYTES];
      try (InputStream end = blobs.open(blob, sealedBytes)) {
        if (end.readNBytes(wrapped, 0, wrapped.length) < wrapped.length) {
          throw new DamagedMedia("A stored file ends early");
        }
      }
      return new MediaReader(blobs.open(blob, 0), cipher.unwrap(name, wrapped), sealedBytes);
    }
  }
}
