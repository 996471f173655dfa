package io.trunkline.whatsapp.protocol.crypto;

import java.util.random.RandomGenerator;

/// A source of random bytes, passed in wherever the protocol needs some.
///
/// An implementation for production must be cryptographically strong and safe for use by several
/// threads. A test may give a seeded one and so repeat a whole conversation byte for byte.
@FunctionalInterface
public interface Randomness {

  /// Returns a new array of `count` random bytes that nobody else holds.
  byte[] bytes(int count);

  /// Draws from a generator, in production a `java.security.SecureRandom`.
  static Randomness from(RandomGenerator generator) {
    return count -> {
      byte[] bytes = new byte[count];
      generator.nextBytes(bytes);
      return bytes;
    };
  }
}
