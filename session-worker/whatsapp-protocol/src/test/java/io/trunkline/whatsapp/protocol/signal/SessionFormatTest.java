package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionFormatTest {

  private final Randomness random = Randomness.from(new Random(5));
  private final Device alice = new Device(0x01020304, random);
  private final Device bob = new Device(0xfffffffe, random);

  @Test
  void theFormOfANewSessionIsFixed() {
    PreKeyBundle bundle = bob.bundle();
    alice.begin(bundle);
    SessionState state = alice.session.orElseThrow().current();
    HexFormat hex = HexFormat.of();
    String expected =
        "01" // version
            + "01" // states
            + "0000013c" // length of the state
            + hex.formatHex(bob.own.identity().publicKey().bytes())
            + hex.formatHex(state.baseKey().bytes())
            + "fffffffe" // registration id
            + hex.formatHex(state.root().key())
            + hex.formatHex(state.ownRatchet().privateKey().bytes())
            + hex.formatHex(state.ownRatchet().publicKey().bytes())
            + hex.formatHex(state.sending().key())
            + "00000000" // sending counter
            + "00000000" // previous counter
            + "03" // pending, with one-time prekey
            + "00000000" // one-time prekey id
            + "00000001" // signed prekey id
            + hex.formatHex(state.baseKey().bytes())
            + "01" // receiver chains
            + hex.formatHex(bundle.signedPreKey().key().bytes())
            + hex.formatHex(state.receivers().getFirst().chain().key())
            + "00000000" // its counter
            + "0000"; // skipped keys
    assertThat(hex.formatHex(alice.session.orElseThrow().encode())).isEqualTo(expected);
  }

  @Test
  void whatIsStoredIsReadBackEqual() {
    SignalSession session = wellUsed();
    SignalSession read = SignalSession.decode(session.encode());
    assertThat(read).isEqualTo(session).hasSameHashCodeAs(session);
    assertThat(read.encode()).isEqualTo(session.encode());
    assertThat(read.archived()).hasSameSizeAs(session.archived()).isNotEmpty();
    assertThat(read).isNotEqualTo(alice.session.orElseThrow());
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] encoded = wellUsed().encode();
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      refuses(cut);
    }
    refuses(Arrays.copyOf(encoded, encoded.length + 1));
  }

  @Test
  void garbageIsRefusedOrReadButNeverAnythingElse() {
    byte[] encoded = wellUsed().encode();
    Random seeded = new Random(9);
    for (int i = 0; i < 5000; i++) {
      byte[] garbage = encoded.clone();
      for (int j = 0; j <= i % 4; j++) {
        garbage[seeded.nextInt(i % 2 == 0 ? garbage.length : 12)] = (byte) seeded.nextInt();
      }
      readOrRefused(garbage);
      byte[] noise = random.bytes(seeded.nextInt(600));
      if (noise.length > 1) {
        noise[0] = 1;
        noise[1] = 1;
      }
      readOrRefused(noise);
    }
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] encoded = wellUsed().encode();
    encoded[0] = 2;
    refuses(encoded);
  }

  @Test
  void sessionsShowNoSecret() {
    SignalSession session = wellUsed();
    String shown = session.toString() + session.current() + session.archived();
    HexFormat hex = HexFormat.of();
    for (byte[] secret :
        new byte[][] {
          session.current().root().key(),
          session.current().sending().key(),
          session.current().ownRatchet().privateKey().bytes()
        }) {
      assertThat(shown).doesNotContain(hex.formatHex(secret, 0, 4));
      assertThat(shown).doesNotContain(Arrays.toString(secret));
    }
  }

  /// Bob's, with skipped keys, several chains and a former state.
  private SignalSession wellUsed() {
    alice.begin(bob.bundle());
    bob.receive(alice.encrypt(new byte[1]));
    for (int i = 0; i < 3; i++) {
      alice.receive(bob.encrypt(new byte[2]));
      alice.encrypt(new byte[3]);
      alice.encrypt(new byte[3]);
      bob.receive(alice.encrypt(new byte[3]));
    }
    bob.begin(alice.bundleWithoutOneTimePreKey());
    bob.encrypt(new byte[4]);
    return bob.session.orElseThrow();
  }

  private static void readOrRefused(byte[] bytes) {
    try {
      SignalSession read = SignalSession.decode(bytes);
      assertThat(SignalSession.decode(read.encode())).isEqualTo(read);
    } catch (SignalException e) {
      assertThat(e.code()).isEqualTo(SignalException.Code.INVALID_SESSION);
    }
  }

  private static void refuses(byte[] bytes) {
    assertThatThrownBy(() -> SignalSession.decode(bytes))
        .isInstanceOfSatisfying(
            SignalException.class,
            e -> assertThat(e.code()).isEqualTo(SignalException.Code.INVALID_SESSION));
  }
}
