package io.trunkline.worker.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.worker.secret.MasterKeys;
import io.trunkline.worker.secret.UnreadableRecord;
import io.trunkline.worker.secret.WrappedKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaStoreTest {
  private static final UUID TENANT = new UUID(1, 1);
  private static final UUID OTHER = new UUID(2, 2);

  private final MasterKeys masterKeys =
      new MasterKeys(Base64.getEncoder().encodeToString(new byte[32]), List.of());
  private final Map<UUID, WrappedKey> tenantKeys = new HashMap<>();
  @TempDir private Path folder;
  private MediaStore store;

  @BeforeEach
  void open() {
    store = newStore();
  }

  private MediaStore newStore() {
    var keys =
        new MediaStore.TenantKeys() {
          @Override
          public WrappedKey obtain(UUID tenant) {
            return tenantKeys.computeIfAbsent(tenant, masterKeys::newTenantKey);
          }

          @Override
          public Optional<WrappedKey> find(UUID tenant) {
            return Optional.ofNullable(tenantKeys.get(tenant));
          }
        };
    return MediaStore.inFolder(folder, "worker-1", keys, masterKeys, new SecureRandom());
  }

  private StoredMedia keep(UUID tenant, byte[] content, int pieceBytes) throws IOException {
    try (var writer = store.write(tenant)) {
      for (int from = 0; from < content.length; from += pieceBytes) {
        writer.write(ByteBuffer.wrap(content, from, Math.min(pieceBytes, content.length - from)));
      }
      return writer.commit();
    }
  }

  private byte[] read(UUID tenant, String name) throws IOException {
    var source = store.find(tenant, name).orElseThrow();
    try (var in = source.open()) {
      byte[] content = in.readAllBytes();
      assertThat(source.length()).isEqualTo(content.length);
      return content;
    }
  }

  private Path fileOf(StoredMedia media) {
    return folder.resolve(TENANT.toString()).resolve(media.name());
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 300_000})
  void whatIsKeptIsFoundAgain(int length) throws IOException {
    byte[] content = content(length);
    StoredMedia kept = keep(TENANT, content, 10_000);
    assertThat(kept.length()).isEqualTo(length);
    assertThat(kept.sha256().toByteArray()).isEqualTo(Sha256.hash(content));
    assertThat(read(TENANT, kept.name())).isEqualTo(content);
    store = newStore();
    assertThat(read(TENANT, kept.name())).isEqualTo(content);
  }

  @Test
  void equalContentHasOneNameWithinATenantAndAnotherElsewhere() throws IOException {
    byte[] content = content(100);
    StoredMedia first = keep(TENANT, content, 7);
    assertThat(keep(TENANT, content, 100)).isEqualTo(first);
    assertThat(keep(OTHER, content, 100).name()).isNotEqualTo(first.name());
    assertThat(first.name()).isNotEqualTo(java.util.HexFormat.of().formatHex(Sha256.hash(content)));
  }

  @Test
  void aTenantFindsNothingOfAnother() throws IOException {
    StoredMedia kept = keep(TENANT, content(100), 100);
    keep(OTHER, content(1), 1);
    assertThat(store.find(OTHER, kept.name())).isEmpty();
    assertThat(store.find(OTHER, "../" + TENANT + "/" + kept.name())).isEmpty();

    Path stolen = folder.resolve(OTHER.toString()).resolve(kept.name());
    Files.copy(fileOf(kept), stolen);
    assertThatThrownBy(() -> read(OTHER, kept.name())).isInstanceOf(UnreadableRecord.class);
  }

  @Test
  void nothingOfTheContentIsReadableOnDisk() throws IOException {
    byte[] content = "a very secret text ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    StoredMedia kept = keep(TENANT, content, content.length);
    String stored = Files.readString(fileOf(kept), StandardCharsets.ISO_8859_1);
    assertThat(stored).doesNotContain("secret");
    assertThat(stored).hasSize(content.length + 3 * 16 + 60);
  }

  @Test
  void aFileThatWasChangedOrCutOffIsNotGiven() throws IOException {
    StoredMedia kept = keep(TENANT, content(200_000), 200_000);
    byte[] file = Files.readAllBytes(fileOf(kept));
    for (int at : new int[] {0, 70_000, 199_999}) {
      byte[] changed = file.clone();
      changed[at] ^= 1;
      Files.write(fileOf(kept), changed);
      assertThatThrownBy(() -> read(TENANT, kept.name())).isInstanceOf(DamagedMedia.class);
    }
    // Whole segments are missing, and the key is where it should be.
    byte[] shorter = Arrays.copyOf(file, 2 * 65_552 + 60);
    System.arraycopy(file, file.length - 60, shorter, 2 * 65_552, 60);
    Files.write(fileOf(kept), shorter);
    assertThatThrownBy(() -> read(TENANT, kept.name())).isInstanceOf(DamagedMedia.class);
    Files.write(fileOf(kept), new byte[10]);
    assertThatThrownBy(() -> store.find(TENANT, kept.name())).isInstanceOf(DamagedMedia.class);
  }

  @Test
  void aFileUnderTheNameOfAnotherDoesNotOpen() throws IOException {
    StoredMedia one = keep(TENANT, content(10), 10);
    StoredMedia two = keep(TENANT, content(11), 11);
    Files.copy(fileOf(one), fileOf(two), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> read(TENANT, two.name())).isInstanceOf(UnreadableRecord.class);
  }

  @Test
  void whatIsNotCommittedLeavesNothing() throws IOException {
    try (var writer = store.write(TENANT)) {
      writer.write(ByteBuffer.wrap(content(100_000)));
    }
    store.write(TENANT).write(ByteBuffer.wrap(content(100_000)));
    store = newStore();
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void withoutItsTenantsKeyNoFileIsFound() throws IOException {
    StoredMedia kept = keep(TENANT, content(10), 10);
    tenantKeys.remove(TENANT);
    assertThat(store.find(TENANT, kept.name())).isEmpty();
    store.write(TENANT).close();
    assertThatThrownBy(() -> read(TENANT, kept.name())).isInstanceOf(UnreadableRecord.class);
    store.deleteAll(TENANT);
    assertThat(fileOf(kept)).doesNotExist();
  }

  @Test
  void aDeletedFileIsGone() throws IOException {
    StoredMedia kept = keep(TENANT, content(10), 10);
    store.delete(TENANT, kept.name());
    assertThat(store.find(TENANT, kept.name())).isEmpty();
  }
}
