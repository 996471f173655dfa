package io.trunkline.edge.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/// One credential as a request shows it. Not a record, so that nothing prints the secret.
final class Credential {
  /// The forms, by the names of the introspection call.
  enum Form {
    API_KEY,
    CONNECTION_TOKEN,
    API_TOKEN,
    OPERATOR_KEY,
    LOGIN,
    ANONYMOUS;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Credential ANONYMOUS = new Credential(Form.ANONYMOUS, "");

  private final Form form;
  private final String secret;

  Credential(Form form, String secret) {
    this.form = Objects.requireNonNull(form);
    this.secret = Objects.requireNonNull(secret);
  }

  Form form() {
    return form;
  }

  String revealSecret() {
    return secret;
  }

  /// What answers about it are kept under.
  String fingerprint() {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return form
          + ":"
          + HexFormat.of().formatHex(sha256.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Credential[" + form + "]";
  }
}
