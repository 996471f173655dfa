package io.trunkline.whatsapp.protocol.media;

import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

class MediaStreamPropertiesTest {
  private static final int MAX_LENGTH = 3 * 65_536;

  @Test
  void anyCuttingGivesTheSameFile() {
    qt().withExamples(300)
        .forAll(lengths(), longs().all())
        .check(
            (length, seed) -> {
              Random random = new Random(seed);
              byte[] plaintext = bytes(random, length);
              byte[] mediaKey = bytes(random, 32);
              DerivedKeys keys = derived(mediaKey);
              byte[] whole = keys.encrypt(plaintext);

              MediaEncryptor encryptor =
                  MediaEncryptor.withSidecar(MediaKeys.derive(mediaKey, MediaKind.VIDEO));
              byte[] pieces =
                  DerivedKeys.concat(
                      feed(plaintext, random, encryptor::update), bytes(encryptor.finish()));
              EncryptedMedia result = encryptor.result();
              return Arrays.equals(pieces, whole)
                  && result.fileLength() == length
                  && result.fileSha256().equals(ByteString.copyFrom(Sha256.hash(plaintext)))
                  && result.fileEncSha256().equals(ByteString.copyFrom(Sha256.hash(whole)))
                  && result
                      .streamingSidecar()
                      .equals(Optional.of(ByteString.copyFrom(keys.sidecar(whole))));
            });
  }

  @Test
  void anyCuttingOfAFileGivesThePlaintext() {
    qt().withExamples(300)
        .forAll(lengths(), longs().all())
        .check(
            (length, seed) -> {
              Random random = new Random(seed);
              byte[] plaintext = bytes(random, length);
              byte[] mediaKey = bytes(random, 32);
              byte[] file = derived(mediaKey).encrypt(plaintext);
              MediaDecryptor decryptor =
                  MediaDecryptor.of(
                      MediaKeys.derive(mediaKey, MediaKind.VIDEO), expected(plaintext, file));
              return Arrays.equals(
                  DerivedKeys.concat(
                      feed(file, random, decryptor::update), bytes(decryptor.finish())),
                  plaintext);
            });
  }

  @Test
  void anyChangeOrTruncationIsRefused() {
    qt().withExamples(2_000)
        .forAll(integers().between(0, 300), longs().all())
        .check(
            (length, seed) -> {
              Random random = new Random(seed);
              byte[] plaintext = bytes(random, length);
              byte[] mediaKey = bytes(random, 32);
              byte[] file = derived(mediaKey).encrypt(plaintext);
              byte[] changed = change(file, random);
              ExpectedMedia expected =
                  random.nextBoolean() ? ExpectedMedia.UNKNOWN : expected(plaintext, file);
              MediaDecryptor decryptor =
                  MediaDecryptor.of(MediaKeys.derive(mediaKey, MediaKind.VIDEO), expected);
              try {
                feed(changed, random, decryptor::update);
                decryptor.finish();
                return false;
              } catch (MediaException refused) {
                return true;
              }
            });
  }

  private static byte[] change(byte[] file, Random random) {
    int at = random.nextInt(file.length);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(file, at);
      case 1 -> Arrays.copyOfRange(file, at + 1, file.length);
      case 2 -> DerivedKeys.concat(file, bytes(random, 1 + random.nextInt(40)));
      default -> {
        byte[] changed = file.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        yield changed;
      }
    };
  }

  /// In pieces of any size, none included, in buffers of every sort.
  private static byte[] feed(byte[] input, Random random, UnaryOperator<ByteBuffer> stream) {
    var output = new ByteArrayOutputStream();
    for (int from = 0; from < input.length; ) {
      int most = random.nextInt(4) == 0 ? 70_000 : 40;
      int length = Math.min(random.nextInt(most), input.length - from);
      ByteBuffer piece = ByteBuffer.wrap(input, from, length);
      ByteBuffer fed =
          switch (random.nextInt(4)) {
            case 0 -> piece.slice();
            case 1 -> piece.asReadOnlyBuffer();
            case 2 -> ByteBuffer.allocateDirect(length).put(piece).flip();
            default -> piece;
          };
      output.writeBytes(bytes(stream.apply(fed)));
      if (fed.hasRemaining()) {
        throw new AssertionError("Not all was taken");
      }
      from += length;
    }
    return output.toByteArray();
  }

  /// Any length, and those around the borders of blocks and of the sidecar's parts more often.
  private static Gen<Integer> lengths() {
    return integers()
        .between(0, 200)
        .mix(integers().between(0, MAX_LENGTH), 20)
        .mix(integers().between(65_536 - 30, 65_536 + 30), 20)
        .mix(integers().between(2 * 65_536 - 30, 2 * 65_536 + 30), 20);
  }

  private static ExpectedMedia expected(byte[] plaintext, byte[] file) {
    return new ExpectedMedia(
        ByteString.copyFrom(Sha256.hash(file)),
        ByteString.copyFrom(Sha256.hash(plaintext)),
        OptionalLong.of(plaintext.length));
  }

  private static DerivedKeys derived(byte[] mediaKey) {
    byte[] keys = Hkdf.derive(mediaKey, "WhatsApp Video Keys", 112);
    return new DerivedKeys(
        Arrays.copyOfRange(keys, 0, 16),
        Arrays.copyOfRange(keys, 16, 48),
        Arrays.copyOfRange(keys, 48, 80));
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
