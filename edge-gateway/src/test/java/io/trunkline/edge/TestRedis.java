package io.trunkline.edge;

import io.trunkline.local.LocalRedis;
import io.trunkline.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A real Redis for the tests of this module, one a JVM.
public final class TestRedis {
  private static final LocalRedis SHARED = start();

  private TestRedis() {}

  public static LocalRedis shared() {
    return SHARED;
  }

  /// One of its own, for a test that stops it; the caller kills it.
  public static LocalRedis start() {
    try {
      var target = Files.createDirectories(Path.of("target").toAbsolutePath());
      var folder = Files.createTempDirectory(target, "redis-");
      var redis = new LocalRedis(folder, folder.resolve("redis.log"), Ports.free());
      Runtime.getRuntime().addShutdownHook(new Thread(redis::kill, "stop-redis"));
      redis.start();
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
