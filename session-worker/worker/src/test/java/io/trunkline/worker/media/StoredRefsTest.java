package io.trunkline.worker.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.Buttons;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Edit;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MenuHeader;
import io.trunkline.proto.content.StoredMedia;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.content.Video;
import io.trunkline.proto.content.WhatsAppMedia;
import io.trunkline.worker.media.StoredRefs.Uploaded;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredRefsTest {
  private static final ByteString SIDECAR = ByteString.copyFromUtf8("sidecar");
  private static final MediaRef PLACED =
      MediaRef.newBuilder().setWhatsapp(WhatsAppMedia.newBuilder().setDirectPath("/v/1")).build();

  private static MediaRef stored(String reference) {
    return MediaRef.newBuilder()
        .setStored(StoredMedia.newBuilder().setReference(reference))
        .build();
  }

  @Test
  void aVideoGetsItsPlaceAndItsSidecar() {
    var content =
        Content.newBuilder()
            .setVideo(Video.newBuilder().setMedia(stored("a")).setCaption("c"))
            .build();
    assertThat(StoredRefs.find(content)).containsExactly(stored("a"));
    assertThat(StoredRefs.replace(content, List.of(new Uploaded(PLACED, Optional.of(SIDECAR)))))
        .isEqualTo(
            Content.newBuilder()
                .setVideo(
                    Video.newBuilder()
                        .setMedia(PLACED)
                        .setCaption("c")
                        .setStreamingSidecar(SIDECAR))
                .build());
  }

  @Test
  void filesAreFoundWhereverTheyAre() {
    var image = Image.newBuilder().setMedia(stored("a"));
    var edit =
        Content.newBuilder()
            .setEdit(Edit.newBuilder().setContent(Content.newBuilder().setImage(image)))
            .build();
    var buttons =
        Content.newBuilder()
            .setButtons(Buttons.newBuilder().setHeader(MenuHeader.newBuilder().setImage(image)))
            .build();
    assertThat(StoredRefs.find(edit)).containsExactly(stored("a"));
    assertThat(StoredRefs.find(buttons)).containsExactly(stored("a"));
    var placed = StoredRefs.replace(buttons, List.of(new Uploaded(PLACED, Optional.empty())));
    assertThat(placed.getButtons().getHeader().getImage().getMedia()).isEqualTo(PLACED);
  }

  @Test
  void whatIsAtWhatsAppAlreadyStaysThere() {
    var content = Content.newBuilder().setImage(Image.newBuilder().setMedia(PLACED)).build();
    assertThat(StoredRefs.find(content)).isEmpty();
    var text = Content.newBuilder().setText(Text.newBuilder().setBody("t")).build();
    assertThat(StoredRefs.find(text)).isEmpty();
    assertThat(StoredRefs.replace(text, List.of())).isEqualTo(text);
  }
}
