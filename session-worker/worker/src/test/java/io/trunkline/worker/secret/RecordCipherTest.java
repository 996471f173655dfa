package io.trunkline.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.worker.secret.RecordCipher.Kind;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordCipherTest {
  private static final UUID TENANT = UUID.fromString("7b0e0000-0000-4000-8000-000000000001");
  private static final UUID SESSION = UUID.fromString("7b0e0000-0000-4000-8000-000000000002");
  private static final UUID OTHER = UUID.fromString("7b0e0000-0000-4000-8000-000000000003");
  private static final byte[] PLAINTEXT = "ratchet".getBytes(StandardCharsets.UTF_8);

  private final MasterKeys masterKeys = new MasterKeys(key(1), List.of());
  private final WrappedKey tenantKey = masterKeys.newTenantKey(TENANT);

  @Test
  void laterOwnerOpensWhatAnEarlierOneSealed() {
    byte[] record = cipher(SESSION, 7).seal(Kind.SIGNAL_SESSION, "123_1.0", PLAINTEXT);
    assertThat(cipher(SESSION, 9).open(Kind.SIGNAL_SESSION, "123_1.0", record))
        .isEqualTo(PLAINTEXT);
  }

  @Test
  void recordTellsItsVersionAndEpochAndNothingElse() {
    byte[] record = cipher(SESSION, 7).seal(Kind.SIGNAL_SESSION, "123_1.0", PLAINTEXT);
    assertThat(record).hasSize(1 + 8 + 12 + PLAINTEXT.length + 16);
    assertThat(record).startsWith(1, 0, 0, 0, 0, 0, 0, 0, 7);
    assertThat(new String(record, StandardCharsets.ISO_8859_1)).doesNotContain("ratchet");
  }

  @Test
  void recordOpensInItsOwnPlaceOnly() {
    byte[] record = cipher(SESSION, 7).seal(Kind.SIGNAL_SESSION, "123_1.0", PLAINTEXT);
    assertUnreadable(cipher(SESSION, 7), Kind.SIGNAL_SESSION, "123_1.1", record);
    assertUnreadable(cipher(SESSION, 7), Kind.PRE_KEY, "123_1.0", record);
    assertUnreadable(cipher(OTHER, 7), Kind.SIGNAL_SESSION, "123_1.0", record);
  }

  @Test
  void changedByteIsNoticed() {
    byte[] record = cipher(SESSION, 7).seal(Kind.INBOX, "event", PLAINTEXT);
    for (int i = 0; i < record.length; i++) {
      byte[] changed = record.clone();
      changed[i] ^= 1;
      assertUnreadable(cipher(SESSION, 7), Kind.INBOX, "event", changed);
    }
  }

  @Test
  void tenantKeyOpensForItsTenantOnly() {
    assertThatThrownBy(() -> masterKeys.unwrap(OTHER, tenantKey))
        .isInstanceOf(UnreadableRecord.class);
  }

  @Test
  void rotationWrapsTheSameKeyAnew() {
    var rotated = new MasterKeys(key(2), List.of(key(1)));
    var rewrapped = rotated.rewrap(TENANT, tenantKey);
    assertThat(rewrapped.masterKeyId()).isEqualTo(rotated.currentId());
    var onlyNew = new MasterKeys(key(2), List.of());
    assertThat(onlyNew.unwrap(TENANT, rewrapped)).isEqualTo(masterKeys.unwrap(TENANT, tenantKey));
    assertThatThrownBy(() -> onlyNew.unwrap(TENANT, tenantKey))
        .isInstanceOf(UnreadableRecord.class);
  }

  @Test
  void keysAreReadAgainAndTheNewestWrapsWhenItIsToldTo() {
    var texts = new java.util.ArrayList<>(List.of(key(1)));
    var keys = new MasterKeys(() -> List.copyOf(texts));
    var old = keys.newTenantKey(TENANT);
    texts.addFirst(key(2));
    keys.refresh();
    assertThat(keys.currentId()).isEqualTo(old.masterKeyId()).isNotEqualTo(keys.newestId());
    assertThat(keys.use(keys.newestId())).isTrue();
    assertThat(keys.rewrap(TENANT, old).masterKeyId()).isEqualTo(keys.newestId());
    assertThat(keys.use("unknown")).isFalse();
    assertThat(keys.currentId()).isEqualTo(keys.newestId());
  }

  @Test
  void aKeyThatWasAddedIsFoundWhereItIsNeeded() {
    var texts = new java.util.ArrayList<>(List.of(key(1)));
    var keys = new MasterKeys(() -> List.copyOf(texts));
    var wrapped = new MasterKeys(key(2), List.of()).newTenantKey(TENANT);
    assertThatThrownBy(() -> keys.unwrap(TENANT, wrapped)).isInstanceOf(UnreadableRecord.class);
    texts.add(key(2));
    assertThat(keys.unwrap(TENANT, wrapped)).hasSize(32);
    texts.clear();
    texts.add("damaged");
    assertThatThrownBy(keys::refresh).isInstanceOf(IllegalArgumentException.class);
    assertThat(keys.unwrap(TENANT, wrapped)).hasSize(32);
  }

  @Test
  void badMasterKeyIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> new MasterKeys("c2VjcmV0", List.of()))
        .hasMessage("Expected a master key of 32 bytes but was 6");
    assertThatThrownBy(() -> new MasterKeys("not base64!", List.of()))
        .hasMessage("Expected a master key in base64");
  }

  private RecordCipher cipher(UUID session, long epoch) {
    return new RecordCipher(masterKeys, tenantKey, TENANT, session, epoch, new SecureRandom());
  }

  private static void assertUnreadable(
      RecordCipher cipher, Kind kind, String address, byte[] record) {
    assertThatThrownBy(() -> cipher.open(kind, address, record))
        .isInstanceOf(UnreadableRecord.class);
  }

  private static String key(int fill) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) fill;
    return Base64.getEncoder().encodeToString(bytes);
  }
}
