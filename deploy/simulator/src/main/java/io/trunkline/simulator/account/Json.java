package io.trunkline.simulator.account;

import tools.jackson.databind.json.JsonMapper;

/// The JSON form of records in the journal.
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  public static byte[] write(Object record) {
    return MAPPER.writeValueAsBytes(record);
  }

  public static <T> T read(byte[] json, Class<T> type) {
    return MAPPER.readValue(json, type);
  }
}
