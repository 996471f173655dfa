package io.trunkline.whatsapp.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MediaKeysTest {
  private static final JsonNode VECTORS = Vectors.of("media_keys");
  private static final byte[] MEDIA_KEY = Vectors.bytes(VECTORS, "mediaKey");
  private static final byte[] PLAINTEXT = {1, 2, 3};

  @Test
  void keysAreThoseOfTheVectors() {
    Map<String, MediaKind> kinds =
        Map.of(
            "image", MediaKind.IMAGE,
            "video", MediaKind.VIDEO,
            "audio", MediaKind.AUDIO,
            "document", MediaKind.DOCUMENT,
            "md-msg-hist", MediaKind.HISTORY,
            "md-app-state", MediaKind.APP_STATE,
            "thumbnail-link", MediaKind.LINK_THUMBNAIL,
            "sticker-pack", MediaKind.STICKER_PACK);
    assertThat(kinds).hasSameSizeAs(VECTORS.required("types").properties());
    for (Map.Entry<String, JsonNode> vector : VECTORS.required("types").properties()) {
      DerivedKeys expected =
          new DerivedKeys(
              Vectors.bytes(vector.getValue(), "iv"),
              Vectors.bytes(vector.getValue(), "cipherKey"),
              Vectors.bytes(vector.getValue(), "macKey"));
      MediaKind kind = kinds.get(vector.getKey());

      assertThat(MediaEncryptor.of(MediaKeys.derive(MEDIA_KEY, kind)).encryptWhole(PLAINTEXT))
          .as(vector.getKey())
          .isEqualTo(expected.encrypt(PLAINTEXT));
      assertThat(kind.mmsType()).isEqualTo(vector.getKey());
    }
  }

  @Test
  void kindsWithoutVectorHaveTheKeysOfTheirInfo() {
    Map<MediaKind, String> infos = new EnumMap<>(MediaKind.class);
    infos.put(MediaKind.STICKER, "WhatsApp Image Keys");
    infos.put(MediaKind.GIF, "WhatsApp Video Keys");
    infos.put(MediaKind.VIDEO_NOTE, "WhatsApp Video Keys");
    infos.put(MediaKind.VOICE, "WhatsApp Audio Keys");
    infos.put(MediaKind.GROUP_HISTORY, "Group History");
    infos.put(MediaKind.STICKER_PACK_THUMBNAIL, "WhatsApp Sticker Pack Thumbnail Keys");
    infos.put(MediaKind.IMAGE_THUMBNAIL, "WhatsApp Image Thumbnail Keys");
    infos.put(MediaKind.VIDEO_THUMBNAIL, "WhatsApp Video Thumbnail Keys");
    infos.put(MediaKind.DOCUMENT_THUMBNAIL, "WhatsApp Document Thumbnail Keys");
    infos.put(MediaKind.PAYMENT_BACKGROUND, "WhatsApp Payment Background Keys");
    infos.put(MediaKind.MESSENGER_PREVIEW, "Messenger Preview Keys");

    infos.forEach(
        (kind, info) -> {
          byte[] derived = Hkdf.derive(MEDIA_KEY, info, 112);
          DerivedKeys expected =
              new DerivedKeys(
                  Arrays.copyOfRange(derived, 0, 16),
                  Arrays.copyOfRange(derived, 16, 48),
                  Arrays.copyOfRange(derived, 48, 80));
          assertThat(MediaEncryptor.of(MediaKeys.derive(MEDIA_KEY, kind)).encryptWhole(PLAINTEXT))
              .as(info)
              .isEqualTo(expected.encrypt(PLAINTEXT));
        });
  }

  @Test
  void mediaKeysHave32Bytes() {
    for (int length : new int[] {0, 31, 33}) {
      assertThatThrownBy(() -> MediaKeys.derive(new byte[length], MediaKind.IMAGE))
          .asInstanceOf(type(MediaException.class))
          .returns(MediaException.Code.BAD_KEY, MediaException::code);
    }
  }

  @Test
  void keysShowNothing() {
    assertThat(MediaKeys.derive(MEDIA_KEY, MediaKind.IMAGE))
        .hasToString("MediaKeys[…]")
        .asString()
        .doesNotContain(HexFormat.of().formatHex(MEDIA_KEY, 0, 2));
  }
}
