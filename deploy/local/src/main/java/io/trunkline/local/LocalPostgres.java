package io.trunkline.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/// PostgreSQL 18 with the database `trunkline`, and in it the roles and schemas of
/// `bootstrap.sql`. Connections need a password.
public final class LocalPostgres extends LocalServer {
  public static final String DATABASE = "trunkline";

  /// The superuser.
  public static final String SUPERUSER = "postgres";

  /// Every role that `bootstrap.sql` makes, in the order of the services.
  public static final List<String> ROLES =
      List.of(
          "trunkline_worker_owner",
          "trunkline_worker",
          "trunkline_api_owner",
          "trunkline_api",
          "trunkline_api_jobs",
          "trunkline_webhook_owner",
          "trunkline_webhook",
          "trunkline_webhook_jobs");

  private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9]{8,128}");

  private final Binaries binaries;
  private final Map<String, String> passwords;

  /// @param passwords of [#SUPERUSER] and each of [#ROLES]; letters and digits
  public LocalPostgres(Path data, Path log, int port, Map<String, String> passwords) {
    this(data, log, port, passwords, Binaries.besideClasses());
  }

  LocalPostgres(Path data, Path log, int port, Map<String, String> passwords, Binaries binaries) {
    super("PostgreSQL", data, log, port);
    this.binaries = binaries;
    this.passwords = Map.copyOf(passwords);
    for (var role : withSuperuser()) {
      if (!PASSWORD.matcher(passwords.getOrDefault(role, "")).matches()) {
        throw new IllegalArgumentException("Expected a password of letters and digits for " + role);
      }
    }
  }

  /// The JDBC address of the database, without credentials.
  public String url() {
    return url(DATABASE);
  }

  /// @return the role's password
  public String password(String role) {
    var password = passwords.get(role);
    if (password == null) {
      throw new IllegalArgumentException("Expected one of " + withSuperuser() + " but was " + role);
    }
    return password;
  }

  /// A connection to the database as one of the roles.
  public Connection connect(String role) throws SQLException {
    return connect(DATABASE, role);
  }

  /// Makes the database, its roles and schemas, where missing, and sets the passwords.
  void bootstrap() {
    try {
      try (var connection = connect("postgres", SUPERUSER);
          var statement = connection.createStatement()) {
        var exists =
            statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'");
        if (!exists.next()) {
          statement.execute("CREATE DATABASE " + DATABASE);
        }
      }
      try (var connection = connect(DATABASE, SUPERUSER);
          var statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute(bootstrapSql());
        for (var role : ROLES) {
          statement.execute("ALTER ROLE " + role + " PASSWORD '" + password(role) + "'");
        }
        connection.commit();
      }
    } catch (SQLException e) {
      throw new LocalFailure("PostgreSQL refused the bootstrap: " + e.getMessage(), e);
    }
  }

  @Override
  public void start() {
    super.start();
    bootstrap();
  }

  @Override
  void prepare() {
    try {
      Files.createDirectories(data().getParent());
      if (Files.notExists(data().resolve("PG_VERSION"))) {
        initialise();
      }
      write("trunkline.conf", settings());
    } catch (IOException e) {
      throw new LocalFailure("Cannot prepare " + data() + ": " + e.getMessage(), e);
    }
  }

  @Override
  Command command() {
    return new Command(
            List.of(program("postgres"), "-D", data().toString(), "-p", Integer.toString(port())),
            Map.of("LC_ALL", "C"))
        .after(Privileges.unprivileged(data(), binaries.postgres()));
  }

  @Override
  boolean isReady() {
    try (var connection = connect("postgres", SUPERUSER)) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /// Fast shutdown: sessions are ended, then a checkpoint is written.
  @Override
  String stopSignal() {
    return "INT";
  }

  /// Immediate shutdown, so that no backend outlives its postmaster.
  @Override
  String deathSignal() {
    return "QUIT";
  }

  private void initialise() throws IOException {
    // Made beside and moved: a cluster that initdb did not finish would look like one.
    var work = data().resolveSibling(data().getFileName() + ".new");
    Binaries.delete(work);
    Files.createDirectory(
        work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Privileges.handOver(work);
    var secret = Files.createTempFile(data().getParent(), "initdb", null);
    try {
      Files.writeString(secret, password(SUPERUSER) + "\n");
      Privileges.handOver(secret);
      var command =
          Command.of(
                  List.of(
                      program("initdb"),
                      "-D",
                      work.toString(),
                      "-U",
                      SUPERUSER,
                      "--auth=scram-sha-256",
                      "--pwfile=" + secret,
                      "--encoding=UTF8",
                      "--locale=C",
                      "--locale-provider=builtin",
                      "--builtin-locale=C.UTF-8"))
              .after(Privileges.unprivileged(work, binaries.postgres()));
      run(command);
    } finally {
      Files.deleteIfExists(secret);
    }
    var conf = work.resolve("postgresql.conf");
    Files.writeString(
        conf, Files.readString(conf) + "\ninclude = 'trunkline.conf'\n", StandardCharsets.UTF_8);
    Files.move(work, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void run(Command command) throws IOException {
    var process =
        new ProcessBuilder(command.words())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .directory(new java.io.File("/"))
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new LocalFailure(
            "PostgreSQL's initdb failed: " + lastLine(log()) + " (" + log() + ")");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted while making the cluster", e);
    }
  }

  private String settings() {
    return """
        # Written at every start. Loopback TCP only: the path of a Unix socket may be too long.
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 150
        shared_buffers = '64MB'
        max_wal_size = '512MB'
        wal_level = minimal
        max_wal_senders = 0
        synchronous_commit = on
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_line_prefix = '%m [%p] %q%u '
        """;
  }

  private void write(String file, String content) throws IOException {
    var path = data().resolve(file);
    Files.writeString(path, content);
    Privileges.handOver(path);
  }

  private String program(String name) {
    return binaries.postgres().resolve("bin").resolve(name).toString();
  }

  private Connection connect(String database, String role) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", password(role));
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("ApplicationName", "trunkline-local");
    return DriverManager.getConnection(url(database), properties);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  private static List<String> withSuperuser() {
    var all = new ArrayList<String>();
    all.add(SUPERUSER);
    all.addAll(ROLES);
    return all;
  }

  private static String bootstrapSql() {
    try (var in = LocalPostgres.class.getResourceAsStream("bootstrap.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
