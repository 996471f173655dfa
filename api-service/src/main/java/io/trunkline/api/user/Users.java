package io.trunkline.api.user;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Service;

/// Users of tenants, and operators where no tenant is named.
@Service
public class Users {
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,189}");
  private static final int LEAST_PASSWORD = 8;

  /// bcrypt reads no further.
  private static final int MOST_PASSWORD_BYTES = 72;

  private static final int COST = 11;
  private static final String COLUMNS =
      "SELECT id, tenant_id, email, role, created_at, last_login_at, password_hash FROM users ";
  private static final String CREATE =
      """
      INSERT INTO users (id, tenant_id, email, password_hash, role, created_at)
      VALUES (:id, :tenant, :email, :hash, :role, :now)
      """;
  private static final String LIST =
      COLUMNS + "WHERE tenant_id IS NOT DISTINCT FROM :tenant ORDER BY created_at, id";
  private static final String BY_EMAIL = COLUMNS + "WHERE email = :email";
  private static final String DELETE =
      "DELETE FROM users WHERE tenant_id IS NOT DISTINCT FROM :tenant AND id = :id";
  private static final String LOGGED_IN = "UPDATE users SET last_login_at = :now WHERE id = :id";

  private final Jobs jobs;
  private final Audit audit;
  private final Clock clock;
  private final LoginAttempts attempts;
  private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(COST);

  /// Compared with where the address is unknown, so that the answer takes as long.
  private final String nobody = bcrypt.encode("nobody");

  Users(Jobs jobs, Audit audit, Clock clock) {
    this.jobs = jobs;
    this.audit = audit;
    this.clock = clock;
    this.attempts = new LoginAttempts(clock);
  }

  private record Known(User user, String hash) {}

  /// @param tenant absent: an operator
  /// @throws Failure `INVALID_REQUEST`, `USER_EXISTS`
  public User create(Optional<UUID> tenant, String email, String password, Role role) {
    if (!EMAIL.matcher(email).matches()) {
      throw Failure.invalid("email must be an address such as someone@example.com");
    }
    if (password.length() < LEAST_PASSWORD || !fits(password)) {
      throw Failure.invalid(
          "password must have at least "
              + LEAST_PASSWORD
              + " characters and at most "
              + MOST_PASSWORD_BYTES
              + " bytes");
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var user = new User(UUID.randomUUID(), tenant, normal(email), role, now, Optional.empty());
    var hash = bcrypt.encode(password);
    try {
      jobs.run(
          jdbc -> {
            jdbc.sql(CREATE)
                .param("id", user.id())
                .param("tenant", tenant.orElse(null))
                .param("email", user.email())
                .param("hash", hash)
                .param("role", role.slug())
                .param("now", Timestamp.from(now))
                .update();
            audit.recordIn(
                jdbc, tenant, "user.created", user.id().toString(), role.slug() + " " + email);
          });
    } catch (DuplicateKeyException e) {
      throw new Failure(Problem.USER_EXISTS, "A user of this address exists");
    }
    return user;
  }

  /// Oldest first.
  ///
  /// @param tenant absent: the operators
  public List<User> list(Optional<UUID> tenant) {
    return jobs.compute(
        jdbc ->
            jdbc.sql(LIST)
                .param("tenant", tenant.orElse(null), java.sql.Types.OTHER)
                .query((row, _) -> user(row))
                .list());
  }

  /// Ends the user's logins too, at the edge gateway within 10 s.
  ///
  /// @throws Failure `USER_NOT_FOUND`
  public void delete(Optional<UUID> tenant, UUID id) {
    jobs.run(
        jdbc -> {
          var deleted =
              jdbc.sql(DELETE)
                  .param("tenant", tenant.orElse(null), java.sql.Types.OTHER)
                  .param("id", id)
                  .update();
          if (deleted == 0) {
            throw new Failure(Problem.USER_NOT_FOUND, "User not found");
          }
          audit.recordIn(jdbc, tenant, "user.deleted", id.toString(), "");
        });
  }

  /// @throws Failure `UNAUTHORIZED`, alike for an unknown address and a wrong password;
  ///     `TOO_MANY_ATTEMPTS`
  public User logIn(String email, String password) {
    var address = normal(email);
    attempts.check(address);
    var known =
        jobs.compute(
            jdbc ->
                jdbc.sql(BY_EMAIL)
                    .param("email", address)
                    .query((row, _) -> new Known(user(row), row.getString("password_hash")))
                    .optional());
    var matches = fits(password) && bcrypt.matches(password, known.map(Known::hash).orElse(nobody));
    if (!matches || known.isEmpty()) {
      attempts.failed(address);
      throw new Failure(Problem.UNAUTHORIZED, "The address or the password is wrong");
    }
    attempts.succeeded(address);
    var user = known.get().user();
    jobs.run(
        jdbc -> {
          jdbc.sql(LOGGED_IN)
              .param("now", Timestamp.from(clock.instant()))
              .param("id", user.id())
              .update();
          audit.recordIn(jdbc, user.tenant(), "user.logged_in", user.id().toString(), "");
        });
    return user;
  }

  private static boolean fits(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length <= MOST_PASSWORD_BYTES;
  }

  private static String normal(String email) {
    return email.toLowerCase(Locale.ROOT);
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getObject("id", UUID.class),
        Optional.ofNullable(row.getObject("tenant_id", UUID.class)),
        row.getString("email"),
        Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        row.getTimestamp("created_at").toInstant(),
        Optional.ofNullable(row.getTimestamp("last_login_at")).map(Timestamp::toInstant));
  }
}
