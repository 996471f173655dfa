package io.trunkline.whatsapp.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.frame.IntroDecoder.Intro;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FramesTest {

  @Test
  void lengthStandsBeforeThePayload() {
    assertThat(Frames.encode(new byte[] {7, 8})).containsExactly(0, 0, 2, 7, 8);
    assertThat(Frames.encode(new byte[0x010203])).startsWith(1, 2, 3);
    assertThat(Frames.encode(new byte[0])).containsExactly(0, 0, 0);
  }

  @Test
  void payloadOverTwentyFourBitsIsRefused() {
    assertThatThrownBy(() -> Frames.encode(new byte[1 << 24]))
        .asInstanceOf(type(FrameException.class))
        .returns(FrameException.Code.TOO_LARGE, FrameException::code);
  }

  @Test
  void introMayCarryRoutingInformation() {
    JsonNode vector = Vectors.of("noise_xx").required("routingInfoIntroExample");

    assertThat(Frames.intro()).isEqualTo(HexFormat.of().parseHex("57410603"));
    assertThat(Frames.intro(Vectors.bytes(vector, "routingInfo")))
        .isEqualTo(Vectors.bytes(vector, "intro"));
  }

  @Test
  void severalFramesInOnePieceComeOutOneByOne() {
    var decoder = new FrameDecoder();
    decoder.feed(ByteBuffer.wrap(HexFormat.of().parseHex("000001aa000000000002bbcc0000")));

    assertThat(drain(decoder)).containsExactly("aa", "", "bbcc");
    assertThat(decoder.isInsideFrame()).isTrue();
    decoder.feed(ByteBuffer.wrap(HexFormat.of().parseHex("01dd")));
    assertThat(drain(decoder)).containsExactly("dd");
    assertThat(decoder.isInsideFrame()).isFalse();
  }

  @Test
  void framesSurviveAnyCutting() {
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      List<String> sent = new ArrayList<>();
      ByteBuffer stream = ByteBuffer.allocate(100_000);
      for (int i = 0; i < 20; i++) {
        byte[] payload = new byte[random.nextInt(round % 10 == 0 ? 4000 : 40)];
        random.nextBytes(payload);
        sent.add(HexFormat.of().formatHex(payload));
        stream.put(Frames.encode(payload));
      }
      stream.flip();
      var decoder = new FrameDecoder();
      List<ByteBuffer> kept = new ArrayList<>();
      while (stream.hasRemaining()) {
        int size = Math.min(stream.remaining(), 1 + random.nextInt(60));
        decoder.feed(stream.slice(stream.position(), size));
        stream.position(stream.position() + size);
        for (var next = decoder.next(); next.isPresent(); next = decoder.next()) {
          kept.add(next.get());
        }
      }
      // Read only now: a payload stays as it was while the decoder goes on.
      assertThat(kept.stream().map(FramesTest::hex)).containsExactlyElementsOf(sent);
    }
  }

  @Test
  void frameOverTheGivenLimitIsRefusedByItsLength() {
    var decoder = new FrameDecoder(1000);
    decoder.feed(ByteBuffer.wrap(new byte[] {0, 3, (byte) 0xe9}));

    assertThatThrownBy(decoder::next)
        .asInstanceOf(type(FrameException.class))
        .returns(FrameException.Code.TOO_LARGE, FrameException::code);
  }

  @Test
  void introIsReadByteByByteAndLeavesTheFrames() {
    byte[] routing = {8, 2, 5, 8};
    for (byte[] intro : List.of(Frames.intro(), Frames.intro(routing))) {
      var decoder = new IntroDecoder();
      for (int i = 0; i < intro.length - 1; i++) {
        assertThat(decoder.feed(ByteBuffer.wrap(intro, i, 1))).isEmpty();
      }
      ByteBuffer rest = ByteBuffer.wrap(new byte[] {3, 0, 0, 1}); // last byte, then a frame
      Optional<Intro> read = decoder.feed(rest);

      assertThat(read).isPresent();
      assertThat(read.get().routingInfo().isPresent()).isEqualTo(intro.length > 4);
      read.get().routingInfo().ifPresent(info -> assertThat(info).isEqualTo(routing));
      assertThat(rest.remaining()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00", "5742", "574105", "57410602", "4543", "45440002", "4544000100100157"})
  void anythingElseIsNoIntro(String hex) {
    var decoder = new IntroDecoder();

    assertThatThrownBy(() -> decoder.feed(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
        .asInstanceOf(type(FrameException.class))
        .returns(FrameException.Code.BAD_INTRO, FrameException::code);
  }

  private static List<String> drain(FrameDecoder decoder) {
    List<String> payloads = new ArrayList<>();
    for (var next = decoder.next(); next.isPresent(); next = decoder.next()) {
      payloads.add(hex(next.get()));
    }
    return payloads;
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
