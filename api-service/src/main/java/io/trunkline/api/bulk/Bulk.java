package io.trunkline.api.bulk;

import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.message.Message.Reason;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.web.RequestIds;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Accepts batches, tells how they stand, and cancels what of them still waits. What leaves when is
/// [BulkRelease]'s.
@Service
public class Bulk {
  private static final String BATCH =
      """
      INSERT INTO bulk_batches (id, tenant_id, session_id, created_at, not_before, min_seconds,
                                max_seconds, release_at, request_id, has_files)
      VALUES (:id, :tenant, :session, :now, :notBefore, :min, :max, :notBefore, :request,
              :hasFiles)
      """;
  private static final String ITEMS =
      """
      INSERT INTO bulk_items (tenant_id, batch_id, position, phone, body, file)
      SELECT :tenant, :batch, ordinality - 1, phone, body, file
      FROM unnest(cast(:phones AS text[]), cast(:bodies AS text[]), cast(:files AS integer[]))
           WITH ORDINALITY AS item (phone, body, file, ordinality)
      """;
  private static final String FILES =
      """
      INSERT INTO bulk_files (tenant_id, batch_id, number, url, name, mimetype, look_at)
      SELECT :tenant, :batch, ordinality - 1, url, name, mimetype, :now
      FROM unnest(cast(:urls AS text[]), cast(:names AS text[]), cast(:types AS text[]))
           WITH ORDINALITY AS file (url, name, mimetype, ordinality)
      """;
  private static final String FIND =
      """
      SELECT id, session_id, created_at, not_before, release_at IS NULL AS over
      FROM bulk_batches WHERE tenant_id = :tenant AND id = :id
      """;
  private static final String ITEM_STATES =
      """
       FROM (SELECT i.position, i.phone, i.message_id,
                    CASE WHEN i.error_code = 'cancelled' THEN 'cancelled'
                         WHEN i.error_code IS NOT NULL THEN 'failed'
                         WHEN i.message_id IS NULL THEN 'queued'
                         ELSE coalesce(m.status, 'sent') END AS status,
                    coalesce(i.error_code, m.error_code) AS error_code,
                    coalesce(i.error, m.error) AS error
             FROM bulk_items i LEFT JOIN messages m ON m.id = i.message_id
             WHERE i.tenant_id = :tenant AND i.batch_id = :id) item
      """;
  private static final String COUNTS =
      "SELECT status, count(*) AS items" + ITEM_STATES + " GROUP BY status";
  private static final String PAGE =
      "SELECT *" + ITEM_STATES + " WHERE position > :after ORDER BY position LIMIT :limit";
  private static final String LOCK =
      "SELECT id FROM bulk_batches WHERE tenant_id = :tenant AND id = :id FOR UPDATE";
  private static final String CANCEL =
      """
      UPDATE bulk_items SET error_code = 'cancelled', error = 'The batch was cancelled'
      WHERE tenant_id = :tenant AND batch_id = :id AND message_id IS NULL AND error_code IS NULL
      """;
  private static final String CLOSE =
      "UPDATE bulk_batches SET release_at = NULL WHERE tenant_id = :tenant AND id = :id";

  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final IdempotencyKeys idempotency;
  private final Messages messages;
  private final Clock clock;

  Bulk(
      TenantTransactions transactions,
      JdbcClient jdbc,
      IdempotencyKeys idempotency,
      Messages messages,
      Clock clock) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.idempotency = idempotency;
    this.messages = messages;
    this.clock = clock;
  }

  /// One message to one number.
  ///
  /// @param text the caption where there is a file
  public record Item(PhoneNumber to, String text, Optional<UrlFile> file) {}

  /// Accepts a batch as a whole.
  ///
  /// @param notBefore when the first may leave
  /// @param wait between two of them; absent: the connection's own pace
  /// @return its id
  /// @throws Failure as [Messages#requireSender] does
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  public UUID accept(
      UUID tenant,
      UUID connection,
      List<Item> items,
      Optional<Instant> notBefore,
      Optional<Wait> wait,
      Optional<IdempotentRequest> request) {
    messages.requireSender(tenant, connection);
    var id = UUID.randomUUID();
    var now = clock.instant();
    var files = items.stream().flatMap(item -> item.file().stream()).distinct().toList();
    transactions.run(
        tenant,
        () -> {
          request.ifPresent(key -> idempotency.claim(tenant, key, id));
          jdbc.sql(BATCH)
              .param("id", id)
              .param("tenant", tenant)
              .param("session", connection)
              .param("now", Timestamp.from(now))
              .param("notBefore", Timestamp.from(notBefore.filter(now::isBefore).orElse(now)))
              .param("min", wait.map(Wait::minSeconds).orElse(null), Types.INTEGER)
              .param("max", wait.map(Wait::maxSeconds).orElse(null), Types.INTEGER)
              .param("request", RequestIds.current(), Types.VARCHAR)
              .param("hasFiles", !files.isEmpty())
              .update();
          jdbc.sql(FILES)
              .param("tenant", tenant)
              .param("batch", id)
              .param("now", Timestamp.from(now))
              .param("urls", files.stream().map(UrlFile::url).toArray(String[]::new))
              .param("names", texts(files, UrlFile::name))
              .param("types", texts(files, UrlFile::mimetype))
              .update();
          jdbc.sql(ITEMS)
              .param("tenant", tenant)
              .param("batch", id)
              .param("phones", items.stream().map(one -> one.to().digits()).toArray(String[]::new))
              .param("bodies", items.stream().map(Item::text).toArray(String[]::new))
              .param("files", numbers(items, files))
              .update();
        });
    return id;
  }

  private static String[] texts(List<UrlFile> files, Function<UrlFile, Optional<String>> part) {
    return files.stream().map(file -> part.apply(file).orElse(null)).toArray(String[]::new);
  }

  /// Which of `files` each item sends; null: none.
  private static Integer[] numbers(List<Item> items, List<UrlFile> files) {
    var numbers = new HashMap<UrlFile, Integer>();
    files.forEach(file -> numbers.put(file, numbers.size()));
    return items.stream()
        .map(item -> item.file().map(numbers::get).orElse(null))
        .toArray(Integer[]::new);
  }

  /// @param after only items of a higher position
  /// @param limit how many items at most
  /// @throws Failure `BATCH_NOT_FOUND`, also for another tenant's
  public Batch get(UUID tenant, UUID id, int after, int limit) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(FIND)
                .param("tenant", tenant)
                .param("id", id)
                .query(
                    (row, _) ->
                        new Batch(
                            id,
                            row.getObject("session_id", UUID.class),
                            row.getTimestamp("created_at").toInstant(),
                            row.getTimestamp("not_before").toInstant(),
                            row.getBoolean("over"),
                            counts(tenant, id),
                            items(tenant, id, after, limit)))
                .optional()
                .orElseThrow(Bulk::unknown));
  }

  private Map<String, Long> counts(UUID tenant, UUID id) {
    return jdbc
        .sql(COUNTS)
        .param("tenant", tenant)
        .param("id", id)
        .query((row, _) -> Map.entry(row.getString("status"), row.getLong("items")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private List<Batch.Item> items(UUID tenant, UUID id, int after, int limit) {
    return jdbc.sql(PAGE)
        .param("tenant", tenant)
        .param("id", id)
        .param("after", after)
        .param("limit", limit)
        .query(
            (row, _) -> {
              var code = row.getString("error_code");
              var error = row.getString("error");
              return new Batch.Item(
                  row.getInt("position"),
                  "+" + row.getString("phone"),
                  row.getString("status"),
                  Optional.ofNullable(row.getObject("message_id", UUID.class)),
                  code == null
                      ? Optional.empty()
                      : Optional.of(new Reason(code, error == null ? "" : error)));
            })
        .list();
  }

  /// What was released stays as it is; the rest never leaves. Again it changes nothing.
  ///
  /// @throws Failure `BATCH_NOT_FOUND`
  public void cancel(UUID tenant, UUID id) {
    transactions.run(
        tenant,
        () -> {
          // The release holds the same lock, so an item is either released or cancelled.
          var unused =
              jdbc.sql(LOCK)
                  .param("tenant", tenant)
                  .param("id", id)
                  .query(UUID.class)
                  .optional()
                  .orElseThrow(Bulk::unknown);
          jdbc.sql(CANCEL).param("tenant", tenant).param("id", id).update();
          jdbc.sql(CLOSE).param("tenant", tenant).param("id", id).update();
        });
  }

  private static Failure unknown() {
    return new Failure(Problem.BATCH_NOT_FOUND, "Batch not found");
  }
}
