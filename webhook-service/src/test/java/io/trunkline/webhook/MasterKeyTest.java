package io.trunkline.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MasterKeyRotated;
import io.trunkline.webhook.database.Jobs;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// The newest master key takes over while the service runs.
class MasterKeyTest extends ServiceTest {
  @Autowired private Jobs jobs;

  @Test
  void whatAnOlderKeySealedIsSealedAnewAndDeliveriesGoOnWithoutTheOldKey() throws Exception {
    try (var customer = new Customer(call -> 204)) {
      var created =
          post("/api/v1/webhooks", Map.of("url", customer.url(), "events", List.of("message")));
      var webhook = data(created).path("webhook");
      var id = UUID.fromString(webhook.path("id").asString());
      post("/api/v1/webhooks/" + id + "/rotate-secret", Map.of());
      var before = sealed(id);
      var key = new byte[32];
      new Random(7).nextBytes(key);
      var old = Files.readAllLines(MASTER_KEYS).getFirst();
      var newest = Base64.getEncoder().encodeToString(key);
      Files.write(MASTER_KEYS, List.of(newest, old));

      publish(
          Event.newBuilder()
              .setEventId("rotated-" + UUID.randomUUID())
              .setTenantId(new UUID(0, 0).toString())
              .setMasterKeyRotated(MasterKeyRotated.getDefaultInstance())
              .build());
      await()
          .atMost(LIMIT)
          .until(() -> sealed(id).stream().noneMatch(column -> before.contains(column)));
      await()
          .atMost(LIMIT)
          .until(() -> names().size() == 1 && !before.getFirst().startsWith(names().getFirst()));

      Files.write(MASTER_KEYS, List.of(newest));
      publish(message("k", "under the new key"));
      await().atMost(LIMIT).until(() -> customer.calls.size() == 1);
      var call = customer.calls.getFirst();
      assertThat(call.signature().split(",", -1)).hasSize(2);
      assertThat(call.signature())
          .contains(hmac(webhook.path("secret").asString(), call.timestamp() + "." + call.body()));
    }
  }

  /// Secret, headers and previous secret, as they are stored.
  private List<String> sealed(UUID id) {
    return jobs.compute(
        jdbc ->
            jdbc.sql(
                    """
                    SELECT encode(unnest(ARRAY[secret, headers, previous_secret]), 'hex')
                    FROM webhooks WHERE id = ?
                    """)
                .param(id)
                .query(String.class)
                .list());
  }

  /// Version and key of all that is sealed.
  private List<String> names() {
    return jobs.compute(
        jdbc ->
            jdbc.sql("SELECT DISTINCT left(encode(secret, 'hex'), 18) FROM webhooks")
                .query(String.class)
                .list());
  }
}
