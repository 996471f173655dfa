package io.trunkline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The keys and passwords of one installation: each is made once, in a file of its own that only
/// the owner can read.
final class Secrets {
  private final Path folder;
  private final SecureRandom random;

  Secrets(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
  }

  /// @param dataExists whether there is data already that only the old keys can read
  void prepare(boolean dataExists) {
    try {
      if (dataExists && Files.notExists(masterKeyFile())) {
        throw new LocalFailure(
            "The data in "
                + folder.getParent()
                + " cannot be read without the keys in "
                + folder
                + ", which are gone: bring them back, or give --data another folder.");
      }
      PrivateFiles.folder(folder);
    } catch (IOException e) {
      throw new LocalFailure("Cannot make " + folder + ": " + e.getMessage(), e);
    }
    once("master-key", () -> base64(bytes(32)));
    identity("identity");
    identity("worker-identity");
  }

  private void identity(String name) {
    if (find(name + "-private-key").isEmpty()) {
      var pair = identityKeys();
      once(name + "-public-key", () -> base64(pair.getPublic().getEncoded()));
      once(name + "-private-key", () -> base64(pair.getPrivate().getEncoded()));
    }
  }

  Path masterKeyFile() {
    return folder.resolve("master-key");
  }

  String masterKey() {
    return once("master-key", () -> base64(bytes(32)));
  }

  String jwtSecret() {
    return once("jwt-secret", () -> HexFormat.of().formatHex(bytes(32)));
  }

  String adminKey() {
    return once("admin-key", () -> "tla_" + HexFormat.of().formatHex(bytes(24)));
  }

  String identityPublicKey() {
    return read("identity-public-key");
  }

  String identityPrivateKey() {
    return read("identity-private-key");
  }

  /// By which api-service signs what it asks of workers.
  String workerIdentityPrivateKey() {
    return read("worker-identity-private-key");
  }

  String workerIdentityPublicKey() {
    return read("worker-identity-public-key");
  }

  /// Passwords of PostgreSQL's superuser and roles.
  Map<String, String> postgresPasswords() {
    return Stream.concat(Stream.of(LocalPostgres.SUPERUSER), LocalPostgres.ROLES.stream())
        .collect(
            Collectors.toUnmodifiableMap(
                role -> role,
                role -> once("postgres-" + role, () -> HexFormat.of().formatHex(bytes(16)))));
  }

  Optional<String> demoApiKey() {
    return find("demo-api-key");
  }

  void keepDemoApiKey(String key) {
    write("demo-api-key", key);
  }

  private String once(String name, Supplier<String> make) {
    return find(name)
        .orElseGet(
            () -> {
              var value = make.get();
              write(name, value);
              return value;
            });
  }

  private Optional<String> find(String name) {
    return Files.exists(folder.resolve(name)) ? Optional.of(read(name)) : Optional.empty();
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name)).strip();
    } catch (IOException e) {
      throw new LocalFailure("Cannot read " + folder.resolve(name) + ": " + e.getMessage(), e);
    }
  }

  private void write(String name, String value) {
    try {
      PrivateFiles.write(folder.resolve(name), value + "\n");
    } catch (IOException e) {
      throw new LocalFailure("Cannot write " + folder.resolve(name) + ": " + e.getMessage(), e);
    }
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static KeyPair identityKeys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
