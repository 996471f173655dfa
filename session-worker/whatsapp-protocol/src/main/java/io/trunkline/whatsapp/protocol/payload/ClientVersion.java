package io.trunkline.whatsapp.protocol.payload;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The version of WhatsApp's web client that a client claims to be, such as `2.3000.1045649367`.
/// Too old a one is refused with `failure reason=405`.
///
/// @param primary 2 for years
/// @param secondary 3000 for years
/// @param tertiary the revision, which rises with every release
public record ClientVersion(int primary, int secondary, int tertiary) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,10})");

  public ClientVersion {
    if (primary < 0 || secondary < 0 || tertiary < 0) {
      throw new IllegalArgumentException("Expected numbers from 0 in a client version");
    }
  }

  /// Reads the text form.
  ///
  /// @throws IllegalArgumentException for anything but three numbers with dots between
  public static ClientVersion parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Expected a version like 2.3000.1045649367");
    }
    return new ClientVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  /// Three numbers with dots between.
  public String text() {
    return primary + "." + secondary + "." + tertiary;
  }

  /// The MD5 of the text, 16 bytes, which registration calls the build hash. Nothing relies on it
  /// being hard to forge.
  public byte[] buildHash() {
    try {
      return MessageDigest.getInstance("MD5").digest(text().getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no MD5", e);
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
