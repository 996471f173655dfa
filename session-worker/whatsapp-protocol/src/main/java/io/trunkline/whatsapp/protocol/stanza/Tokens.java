package io.trunkline.whatsapp.protocol.stanza;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The dictionary of version 3: strings that travel as one byte (single) or two (double).
final class Tokens {
  static final int SINGLE = 236;
  static final int DICTIONARIES = 4;
  static final int DICTIONARY_SIZE = 256;

  private static final String[] ALL = load();
  private static final Map<String, Integer> INDEX = index();
  private static final int LONGEST = longest();

  private Tokens() {}

  /// The single token of that number, 1 to 235.
  static String single(int token) {
    return ALL[token];
  }

  /// The token of that number in a double dictionary, 0 to 3.
  static String dual(int dictionary, int index) {
    return ALL[SINGLE + dictionary * DICTIONARY_SIZE + index];
  }

  /// The number of a token: below 236 a single one, from there 256 for each dictionary; -1 for a
  /// string that is none.
  static int find(String text) {
    if (text.length() > LONGEST) {
      return -1;
    }
    Integer found = INDEX.get(text);
    return found == null ? -1 : found;
  }

  private static String[] load() {
    try (InputStream in = Tokens.class.getResourceAsStream("tokens.txt")) {
      String[] all = new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n", -1);
      // The last line ends with a line break as well, which leaves an empty string behind it.
      int expected = SINGLE + DICTIONARIES * DICTIONARY_SIZE;
      if (all.length != expected + 1 || !all[expected].isEmpty()) {
        throw new IllegalStateException(
            "Expected " + expected + " tokens but were " + (all.length - 1));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Integer> index() {
    Map<String, Integer> index = new HashMap<>(ALL.length * 2);
    // From 1: the first token is empty and cannot be sent.
    for (int i = 1; i < SINGLE + DICTIONARIES * DICTIONARY_SIZE; i++) {
      index.put(ALL[i], i);
    }
    return Map.copyOf(index);
  }

  private static int longest() {
    int longest = 0;
    for (String token : ALL) {
      longest = Math.max(longest, token.length());
    }
    return longest;
  }
}
