package io.trunkline.api.message;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A tenant's messages in any 24 hours.
public final class DayQuota {
  private static final String ACCEPTED =
      """
      SELECT count(*) FROM messages
      WHERE tenant_id = :tenant AND outgoing IS NOT NULL AND accepted_at > :yesterday
      """;

  private DayQuota() {}

  /// How many more may be accepted; at most 0 where none may.
  ///
  /// @param most in 24 hours
  public static long left(JdbcClient jdbc, UUID tenant, int most, Instant now) {
    return most
        - jdbc.sql(ACCEPTED)
            .param("tenant", tenant)
            .param("yesterday", Timestamp.from(now.minus(Duration.ofDays(1))))
            .query(Long.class)
            .single();
  }
}
