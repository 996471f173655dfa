package io.trunkline.worker.store;

import io.trunkline.proto.command.SessionConfig;

/// What a tenant set for its session.
///
/// @param told as the last command had it
/// @param proxyUrl secret; empty = no proxy
public record StoredConfig(SessionConfig told, String proxyUrl) {
  public static final StoredConfig NONE = new StoredConfig(SessionConfig.getDefaultInstance(), "");

  @Override
  public String toString() {
    return "StoredConfig[" + (proxyUrl.isEmpty() ? "direct" : "through a proxy") + "]";
  }
}
