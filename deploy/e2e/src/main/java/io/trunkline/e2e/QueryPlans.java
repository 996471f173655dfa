package io.trunkline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The plans by which an installation's PostgreSQL ran api-service's statements, as its module
/// `auto_explain` writes them into the server's log. Until it is closed, api-service's connections
/// are explained; they are opened anew at the beginning and at the end.
final class QueryPlans implements AutoCloseable {
  private static final Pattern ENTRY = Pattern.compile("(?m)^(?=\\d{4}-\\d\\d-\\d\\d )");
  private static final Pattern PLAN =
      Pattern.compile("duration: (?<ms>[\\d.]+) ms +plan:\\s+(?<plan>.*)", Pattern.DOTALL);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "session_preload_libraries", "auto_explain",
          "auto_explain.log_min_duration", "0",
          "auto_explain.log_analyze", "on",
          "auto_explain.log_buffers", "on",
          "auto_explain.log_parameter_max_length", "0");

  private final Connection superuser;
  private final Path log;

  /// @param superuser a connection that may set anything
  /// @param log the server's log
  QueryPlans(Connection superuser, Path log) throws SQLException {
    this.superuser = superuser;
    this.log = log;
    alterRole((name, value) -> "SET " + name + " = " + value);
  }

  /// A statement's plan.
  ///
  /// @param text the statement and its plan as PostgreSQL writes them, without the parameters
  record Plan(double milliseconds, String text) {}

  /// @return the plan of the statement that took longest while the call ran; none where it ran none
  Optional<Plan> slowest(Runnable call) {
    try {
      var begin = Files.size(log);
      call.run();
      return plans(begin).max(Comparator.comparingDouble(Plan::milliseconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<Plan> plans(long begin) throws IOException {
    try (var file = Files.newByteChannel(log)) {
      file.position(begin);
      var written =
          new String(Channels.newInputStream(file).readAllBytes(), StandardCharsets.UTF_8);
      return ENTRY
          .splitAsStream(written)
          .map(PLAN::matcher)
          .filter(Matcher::find)
          .map(
              found ->
                  new Plan(Double.parseDouble(found.group("ms")), found.group("plan").strip()));
    }
  }

  private void alterRole(BinaryOperator<String> change) throws SQLException {
    try (var statement = superuser.createStatement()) {
      for (var setting : SETTINGS.entrySet()) {
        statement.execute(
            "ALTER ROLE trunkline_api " + change.apply(setting.getKey(), setting.getValue()));
      }
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'trunkline_api'");
    }
  }

  @Override
  public void close() throws SQLException {
    alterRole((name, _) -> "RESET " + name);
  }
}
