package io.trunkline.api.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.api.outbox.DispatchPlan.Issued;
import io.trunkline.api.outbox.DispatchPlan.Order;
import io.trunkline.api.outbox.DispatchPlan.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DispatchPlanTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
  private static final OutboxSettings SETTINGS =
      new OutboxSettings(
          32,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofHours(24),
          Duration.ofSeconds(1));

  @Test
  void newMessagesAreIssuedOldestFirstWithTheFullDeadline() {
    var a = fresh("a");
    var b = fresh("a");
    assertThat(plan(a, b)).containsExactly(order(a, 30, 1), order(b, 30, 1));
  }

  @Test
  void whatIsInFlightIsLeftAlone() {
    assertThat(plan(issued("a", 7, 20))).isEmpty();
  }

  @Test
  void noMoreThan32AreInFlight() {
    var flying = IntStream.range(0, 30).mapToObj(i -> issued("c" + i, 7, 20));
    var waiting = IntStream.range(0, 10).mapToObj(i -> fresh("d" + i));
    var all = Stream.concat(flying, waiting).toList();
    assertThat(DispatchPlan.of(all, 30, 7, NOW, SETTINGS))
        .extracting(Order::id)
        .containsExactly(all.get(30).id(), all.get(31).id());
    // Those in flight may be newer than the ones that are looked at.
    assertThat(DispatchPlan.of(all.subList(30, 40), 31, 7, NOW, SETTINGS))
        .extracting(Order::id)
        .containsExactly(all.get(30).id());
    assertThat(DispatchPlan.of(all.subList(30, 40), 32, 7, NOW, SETTINGS)).isEmpty();
  }

  @Test
  void whatWasIssuedForAnotherConnectionIsIssuedAgainAtOnce() {
    var old = issued("a", 6, 20);
    assertThat(plan(old)).containsExactly(order(old, 30, 2));
  }

  @Test
  void aDeadlineIsOverOnlyAfterItsGrace() {
    assertThat(plan(issued("a", 7, -4))).isEmpty();
    var overdue = issued("a", 7, -5);
    assertThat(plan(overdue)).containsExactly(order(overdue, 30, 2));
  }

  @Test
  void aMessageNeverOutlivesAnOlderOneOfItsChat() {
    var next = fresh("a");
    var other = fresh("b");
    assertThat(plan(issued("a", 7, 12), next, other))
        .containsExactly(order(next, 12, 1), order(other, 30, 1));
  }

  @Test
  void anOlderMessageThatComesBackHasTheFullTime() {
    var refused = issued("a", 7, -6);
    assertThat(plan(refused, issued("a", 7, 9))).containsExactly(order(refused, 30, 2));
  }

  @Test
  void aChatWaitsWhereTooLittleTimeWouldBeLeft() {
    var next = fresh("a");
    var afterNext = fresh("a");
    var other = fresh("b");
    assertThat(plan(issued("a", 7, 9), next, afterNext, other))
        .containsExactly(order(other, 30, 1));
    // Overdue but within its grace: it may still run.
    assertThat(plan(issued("a", 7, -1), next)).isEmpty();
  }

  private static List<Order> plan(Waiting... waiting) {
    return DispatchPlan.of(List.of(waiting), 0, 7, NOW, SETTINGS);
  }

  private static Order order(Waiting message, int seconds, int attempt) {
    return new Order(message.id(), NOW.plusSeconds(seconds), attempt);
  }

  private static Waiting fresh(String chat) {
    return new Waiting(UUID.randomUUID(), chat, Optional.empty());
  }

  private static Waiting issued(String chat, long connection, int secondsLeft) {
    return new Waiting(
        UUID.randomUUID(),
        chat,
        Optional.of(new Issued(connection, NOW.plusSeconds(secondsLeft), 1)));
  }
}
