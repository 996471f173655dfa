package io.trunkline.simulator.phone;

import io.trunkline.simulator.account.OneTimeKeys;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import io.trunkline.whatsapp.protocol.signal.PreKeys;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The prekeys of a phone. One-time keys are made when somebody asks for one, so that thousands of
/// idle phones hold none; to everybody else it looks like a supply that never ends.
final class PhonePreKeys implements OneTimeKeys, PreKeys {
  private static final int ENDLESS = 1000;
  private static final int ID_LIMIT = 1 << 24;

  private final String number;
  private final Randomness randomness;
  private final Map<Integer, PreKey> unused = new HashMap<>();
  private int nextId = 1;
  private SignedPreKey signed;

  PhonePreKeys(String number, Randomness randomness) {
    this.number = number;
    this.randomness = randomness;
  }

  synchronized void use(SignedPreKey current) {
    signed = current;
  }

  /// The signed prekey in use.
  synchronized SignedPreKey signed() {
    return signed;
  }

  synchronized void loadNextId(byte[] value) {
    nextId = ByteBuffer.wrap(value).getInt();
  }

  synchronized void loadUnused(int id, byte[] privateKey) {
    unused.put(id, new PreKey(id, KeyPair.of(PrivateKey.of(privateKey))));
  }

  @Override
  public Optional<PreKeyPublic> take(Transaction transaction) {
    return Optional.of(mint(transaction).toPublic());
  }

  /// Makes a key, for a bundle or for a retry receipt.
  synchronized PreKey mint(Transaction transaction) {
    int id = nextId;
    nextId = id + 1 == ID_LIMIT ? 1 : id + 1;
    PreKey key = PreKey.generate(id, randomness);
    unused.put(id, key);
    transaction
        .put("onetime/%s/%d".formatted(number, id), key.keyPair().privateKey().bytes())
        .put("nextkey/" + number, this::encodeNextId);
    return key;
  }

  private synchronized byte[] encodeNextId() {
    return ByteBuffer.allocate(4).putInt(nextId).array();
  }

  /// Forgets a key that was used.
  synchronized void consume(int id, Transaction transaction) {
    unused.remove(id);
    transaction.delete("onetime/%s/%d".formatted(number, id));
  }

  /// Forgets all one-time keys, as an app that was installed anew has.
  synchronized void consumeAll(Transaction transaction) {
    List.copyOf(unused.keySet()).forEach(id -> consume(id, transaction));
  }

  @Override
  public synchronized Optional<PreKey> preKey(int id) {
    return Optional.ofNullable(unused.get(id));
  }

  @Override
  public synchronized Optional<SignedPreKey> signedPreKey(int id) {
    return signed.id() == id ? Optional.of(signed) : Optional.empty();
  }

  @Override
  public int count() {
    return ENDLESS;
  }

  @Override
  public List<PreKeyPublic> remaining() {
    return List.of();
  }
}
