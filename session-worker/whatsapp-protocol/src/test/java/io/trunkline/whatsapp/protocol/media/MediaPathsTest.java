package io.trunkline.whatsapp.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.media.MediaException.Code;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaPathsTest {
  /// In base64url `-_______…_8=`.
  private static final ByteString HASH = ByteString.fromHex("fb" + "ff".repeat(31));

  private static final String TOKEN = "-" + "_".repeat(41) + "8=";
  private static final String ESCAPED = "-" + "_".repeat(41) + "8%3D";

  @Test
  void uploadsNameTheFileByItsHash() {
    assertThat(MediaPaths.upload(MediaKind.VOICE, HASH, "a+b/c=&é"))
        .isEqualTo("/mms/ptt/" + TOKEN + "?auth=a%2Bb%2Fc%3D%26%C3%A9&token=" + ESCAPED);
    assertThat(MediaPaths.upload(MediaKind.VIDEO_NOTE, HASH, "Az09-_.~"))
        .isEqualTo("/mms/video/" + TOKEN + "?auth=Az09-_.~&token=" + ESCAPED);
  }

  @Test
  void newslettersHaveTheirOwnFolders() {
    assertThat(MediaPaths.newsletterUpload(MediaKind.IMAGE, HASH, "x"))
        .isEqualTo("/newsletter/newsletter-image/" + TOKEN + "?auth=x&token=" + ESCAPED);
    assertThat(MediaPaths.newsletterDownload("/o1/v/1?ccb=9", MediaKind.IMAGE))
        .isEqualTo("/o1/v/1?ccb=9&mms-type=newsletter-image&__wa-mms=");
  }

  @Test
  void downloadsAddToTheDirectPath() {
    assertThat(MediaPaths.download("/v/t62.7118-24/1.enc?ccb=11-4&oh=0", MediaKind.HISTORY, HASH))
        .isEqualTo(
            "/v/t62.7118-24/1.enc?ccb=11-4&oh=0&hash="
                + ESCAPED
                + "&mms-type=md-msg-hist&__wa-mms=");
    assertThat(MediaPaths.download("/v/1.enc", MediaKind.IMAGE, HASH))
        .isEqualTo("/v/1.enc?hash=" + ESCAPED + "&mms-type=image&__wa-mms=");
  }

  @Test
  void aDirectPathCannotLeaveTheHost() {
    for (String path :
        new String[] {
          "",
          "v/1",
          "@evil.example/v",
          ".evil.example/v",
          ":1/v",
          "//evil.example/v",
          "/\\evil",
          "/a b",
          "/a\r\nHost: evil",
          "/a#b",
          "/\u00e9",
          "https://evil.example/v"
        }) {
      assertThatThrownBy(() -> MediaPaths.download(path, MediaKind.IMAGE, HASH))
          .asInstanceOf(type(MediaException.class))
          .returns(Code.BAD_PATH, MediaException::code);
      assertThatThrownBy(() -> MediaPaths.newsletterDownload(path, MediaKind.IMAGE))
          .asInstanceOf(type(MediaException.class))
          .returns(Code.BAD_PATH, MediaException::code);
    }
  }

  @Test
  void ofAUrlOnlyThePathIsUsed() {
    assertThat(MediaPaths.directPath("https://mmg.whatsapp.net/v/1.enc?ccb=11-4&mms3=true"))
        .contains("/v/1.enc?ccb=11-4&mms3=true");
    assertThat(MediaPaths.directPath("https://evil.example/v/1.enc")).contains("/v/1.enc");
    for (String url :
        new String[] {
          "",
          "https://web.whatsapp.net",
          "https://web.whatsapp.net/x",
          "http://mmg.whatsapp.net/v",
          "https://mmg.whatsapp.net",
          "/v/1"
        }) {
      assertThat(MediaPaths.directPath(url)).as(url).isEmpty();
    }
  }

  @Test
  void readHistoryIsDeletedByHashAndPath() {
    // L3YvMQ is base64url of /v/1.
    String path = "/mms/md-msg-hist/" + TOKEN + "?token=" + ESCAPED + "&d_md=L3YvMQ&auth=x%3D";
    assertThat(MediaPaths.deleteHistory(HASH, "/v/1?ccb=1", "x=", Optional.empty()))
        .isEqualTo(path);
    assertThat(MediaPaths.deleteHistory(HASH, "/v/1", "x=", Optional.of("h/1")))
        .isEqualTo(path + "&e_handle=h%2F1");
  }
}
