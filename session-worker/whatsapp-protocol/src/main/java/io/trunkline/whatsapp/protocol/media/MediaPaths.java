package io.trunkline.whatsapp.protocol.media;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.media.MediaException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Where files are on a media server: everything of a URL that follows the host.
///
/// ```
/// POST   /mms/<type>/<token>?auth=<auth>&token=<token>             token = fileEncSha256
/// POST   /newsletter/newsletter-<type>/<token>?auth=…&token=…      token = fileSha256
/// GET    <directPath>&hash=<fileEncSha256>&mms-type=<type>&__wa-mms=
/// DELETE /mms/md-msg-hist/<token>?token=<token>&d_md=<directPath>&auth=<auth>&e_handle=…
/// ```
///
/// Hashes are in base64url with padding, values in queries percent-encoded.
public final class MediaPaths {
  private static final String PLACEHOLDER = "https://web.whatsapp.net";
  private static final String HTTPS = "https://";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder();

  private MediaPaths() {}

  /// Where an encrypted file is uploaded to.
  ///
  /// @param auth of the `media_conn`
  public static String upload(MediaKind kind, ByteString fileEncSha256, String auth) {
    return upload("/mms/" + kind.mmsType(), fileEncSha256, auth);
  }

  /// Where a newsletter's file, which is not encrypted, is uploaded to.
  ///
  /// @param auth of the `media_conn`
  public static String newsletterUpload(MediaKind kind, ByteString fileSha256, String auth) {
    return upload("/newsletter/newsletter-" + kind.mmsType(), fileSha256, auth);
  }

  private static String upload(String folder, ByteString hash, String auth) {
    String token = token(hash);
    return folder + "/" + token + "?auth=" + percent(auth) + "&token=" + percent(token);
  }

  /// Where an encrypted file is downloaded from.
  ///
  /// @param directPath of the message
  /// @throws MediaException BAD_PATH when it is none: it comes from the message's sender and must
  ///     not name another host
  public static String download(String directPath, MediaKind kind, ByteString fileEncSha256) {
    return withQuery(directPath)
        + ("hash=" + percent(token(fileEncSha256)))
        + ("&mms-type=" + kind.mmsType() + "&__wa-mms=");
  }

  /// Where a newsletter's file is downloaded from.
  ///
  /// @throws MediaException BAD_PATH
  public static String newsletterDownload(String directPath, MediaKind kind) {
    return withQuery(directPath) + "mms-type=newsletter-" + kind.mmsType() + "&__wa-mms=";
  }

  private static String withQuery(String directPath) {
    requirePath(directPath);
    return directPath + (directPath.indexOf('?') < 0 ? '?' : '&');
  }

  private static void requirePath(String directPath) {
    boolean isPath = directPath.startsWith("/") && !directPath.startsWith("//");
    if (!isPath
        || !directPath.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#' && c != '\\')) {
      throw new MediaException(Code.BAD_PATH, "Expected the path of a file on a media server");
    }
  }

  /// The direct path of a message that says only a URL, so that its file is fetched from the hosts
  /// of the `media_conn` and from no other. Empty when the URL is a placeholder or none.
  public static Optional<String> directPath(String url) {
    int path = url.indexOf('/', HTTPS.length());
    return url.startsWith(HTTPS) && !url.startsWith(PLACEHOLDER) && path >= 0
        ? Optional.of(url.substring(path))
        : Optional.empty();
  }

  /// Where a part of the history is deleted once it is read.
  ///
  /// @param auth of the `media_conn`
  /// @param encHandle of the notification, when it has one; the request then needs the header
  ///     `Companion_User_Secret` as well
  public static String deleteHistory(
      ByteString fileEncSha256, String directPath, String auth, Optional<String> encHandle) {
    String token = token(fileEncSha256);
    byte[] path = directPath.split("\\?", 2)[0].getBytes(StandardCharsets.UTF_8);
    return "/mms/md-msg-hist/"
        + token
        + ("?token=" + percent(token))
        + ("&d_md=" + BASE64.withoutPadding().encodeToString(path))
        + ("&auth=" + percent(auth))
        + encHandle.map(handle -> "&e_handle=" + percent(handle)).orElse("");
  }

  private static String token(ByteString hash) {
    return BASE64.encodeToString(hash.toByteArray());
  }

  /// As `encodeURIComponent`: everything but letters, digits and a few signs.
  private static String percent(String value) {
    var text = new StringBuilder(value.length() + 8);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append("%02X".formatted(b));
      }
    }
    return text.toString();
  }
}
