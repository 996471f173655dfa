package io.trunkline.api.tenantapi;

import io.trunkline.api.identity.Access;
import io.trunkline.api.message.MessageActivity;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/dashboard/activity`: what the console draws its charts from.
@RestController
class ActivityController {
  private static final int DAY = 24;
  private static final int MOST_HOURS = 31 * DAY;
  private static final int MOST_SLOTS = 100;

  private final MessageActivity activity;
  private final Clock clock;

  ActivityController(MessageActivity activity, Clock clock) {
    this.activity = activity;
    this.clock = clock;
  }

  /// @param whole the slots taken together
  record View(String from, String to, List<Slot> slots, Slot whole) {}

  /// @param at where it begins
  record Slot(String at, MessageActivity.Counts messages, Latency toServerMs, Latency toPhoneMs) {
    static Slot of(MessageActivity.Slot slot) {
      return new Slot(
          Times.text(slot.at()),
          slot.counts(),
          Latency.of(slot.toServer()),
          Latency.of(slot.toPhone()));
    }
  }

  /// @param p50 null where nothing came so far, as `p95`
  record Latency(Long p50, Long p95) {
    static Latency of(MessageActivity.Latency latency) {
      return new Latency(orNull(latency.median()), orNull(latency.most()));
    }

    private static Long orNull(OptionalLong value) {
      return value.isPresent() ? value.getAsLong() : null;
    }
  }

  /// @param hours how far back; default a day
  /// @param slots how many parts; default 24
  @GetMapping("/api/v1/dashboard/activity")
  Envelope activity(
      Caller caller, @RequestParam Optional<String> hours, @RequestParam Optional<String> slots) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var length = Duration.ofHours(Paging.number("hours", hours, DAY, 1, MOST_HOURS));
    var parts = Paging.number("slots", slots, DAY, 1, MOST_SLOTS);
    var to = clock.instant();
    var from = to.minus(length);
    var found = activity.between(tenant, from, to, parts);
    return Envelope.of(
        new View(
            Times.text(from),
            Times.text(to),
            found.slots().stream().map(Slot::of).toList(),
            Slot.of(found.whole())));
  }
}
