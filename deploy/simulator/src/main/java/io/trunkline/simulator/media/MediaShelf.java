package io.trunkline.simulator.media;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.media.MediaEncryptor;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keeps uploaded files in a folder, under their hashes. Safe for several threads.
public final class MediaShelf {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder();
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}=?");
  private static final Pattern DIRECT_PATH =
      Pattern.compile(
          "/v/([0-9]{1,9})/([A-Za-z0-9_-]{43})\\.enc(?:\\?ccb=11-4&oh=([0-9]{1,20})&.*)?");

  private final Path folder;

  /// @param folder is made; what a crash left unfinished in it is deleted
  public MediaShelf(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      try (var left = Files.newDirectoryStream(folder, "*.part")) {
        for (Path part : left) {
          Files.delete(part);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where a file is.
  ///
  /// @param uploads how often the phone has uploaded it again
  /// @param uploader number of the account; empty where the path does not say
  public record Place(Path file, int uploads, String uploader) {}

  /// Begins an upload; close it in any case.
  public Upload begin() throws IOException {
    return new Upload(folder.resolve(UUID.randomUUID() + ".part"));
  }

  /// Encrypts a file under a fresh key and keeps it.
  public HostedFile encryptAndKeep(
      MediaKind kind, byte[] plaintext, String uploader, Randomness randomness) {
    byte[] mediaKey = randomness.bytes(MediaKeys.MEDIA_KEY_BYTES);
    var encryptor = MediaEncryptor.withSidecar(MediaKeys.derive(mediaKey, kind));
    String directPath = keep(encryptor.encryptWhole(plaintext), uploader);
    return new HostedFile(directPath, ByteString.copyFrom(mediaKey), encryptor.result());
  }

  /// Keeps a file that is held as a whole.
  ///
  /// @return its direct path
  public String keep(byte[] file, String uploader) {
    try (Upload upload = begin()) {
      upload.write(ByteBuffer.wrap(file));
      return upload.commit(BASE64.encodeToString(Sha256.hash(file)), uploader).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The file of a direct path; empty where there is none.
  public Optional<Place> find(String directPath) {
    Matcher path = DIRECT_PATH.matcher(directPath);
    if (!path.matches()) {
      return Optional.empty();
    }
    Path file = folder.resolve(path.group(2));
    return Files.exists(file)
        ? Optional.of(
            new Place(
                file,
                Integer.parseInt(path.group(1)),
                Optional.ofNullable(path.group(3)).orElse("")))
        : Optional.empty();
  }

  /// Uploads a file again, as its phone does when it is gone from the host.
  ///
  /// @return the new direct path; empty where there is no such file
  public Optional<String> again(String directPath) {
    return find(directPath)
        .map(
            place ->
                directPath(
                    place.uploads() + 1, place.file().getFileName().toString(), place.uploader()));
  }

  /// @return whether there was such a file
  public boolean delete(String token) {
    try {
      return TOKEN.matcher(token).matches() && Files.deleteIfExists(folder.resolve(name(token)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Forgets all files.
  public void clear() {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(String token) {
    return token.substring(0, 43);
  }

  private static String directPath(int uploads, String name, String uploader) {
    return "/v/%d/%s.enc?ccb=11-4&oh=%s&oe=7FFFFFFF".formatted(uploads, name, uploader);
  }

  /// A file on its way. Not thread-safe.
  public final class Upload implements AutoCloseable {
    private final Path part;
    private final OutputStream out;
    private final MessageDigest hash = Sha256.running();

    private Upload(Path part) throws IOException {
      this.part = part;
      out = Files.newOutputStream(part);
    }

    public void write(ByteBuffer bytes) throws IOException {
      hash.update(bytes.duplicate());
      byte[] piece = new byte[bytes.remaining()];
      bytes.get(piece);
      out.write(piece);
    }

    /// Keeps the file.
    ///
    /// @param token base64url of its SHA-256
    /// @param uploader number of the account
    /// @return its direct path; empty where the token is another file's
    public Optional<String> commit(String token, String uploader) throws IOException {
      out.close();
      if (!TOKEN.matcher(token).matches()
          || !name(token).equals(name(BASE64.encodeToString(hash.digest())))) {
        return Optional.empty();
      }
      Files.move(part, folder.resolve(name(token)), StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(directPath(0, name(token), uploader));
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.deleteIfExists(part);
    }
  }
}
