package io.trunkline.api.operator;

import io.trunkline.api.connection.Connections;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.identity.Access;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.usage.Usage;
import io.trunkline.api.web.Envelope;
import io.trunkline.contract.Caller;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class UsageController {
  private static final int DEFAULT_DAYS = 30;
  private static final int MOST_DAYS = 366;

  private final Tenants tenants;
  private final Connections connections;
  private final Usage usage;

  UsageController(Tenants tenants, Connections connections, Usage usage) {
    this.tenants = tenants;
    this.connections = connections;
    this.usage = usage;
  }

  /// @param sessions at present
  /// @param days every day from `from` to `to`, UTC
  record View(String from, String to, int sessions, List<Day> days) {}

  record Day(String day, long apiCalls, long mediaBytes, List<Messages> messages) {}

  /// @param direction `in` or `out`
  record Messages(String kind, String direction, long count) {}

  /// @param from first day; default 30 days ending with `to`
  /// @param to last day; default today
  @GetMapping("/admin/v1/tenants/{id}/usage")
  Envelope usage(
      Caller caller,
      @PathVariable String id,
      @RequestParam Optional<String> from,
      @RequestParam Optional<String> to) {
    Access.operator(caller);
    var tenant = tenants.get(TenantsController.tenantId(id)).id();
    var last = to.map(text -> day("to", text)).orElseGet(usage::today);
    var first = from.map(text -> day("from", text)).orElse(last.minusDays(DEFAULT_DAYS - 1));
    if (first.isAfter(last) || first.plusDays(MOST_DAYS).isBefore(last)) {
      throw Failure.invalid("from must be at most " + MOST_DAYS + " days before to");
    }
    var report = usage.report(tenant, first, last);
    var counts = report.days().stream().collect(Collectors.toMap(Usage.Day::day, day -> day));
    var messages = report.messages().stream().collect(Collectors.groupingBy(Usage.Messages::day));
    var days = new ArrayList<Day>();
    for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
      var count = counts.getOrDefault(day, new Usage.Day(day, 0, 0));
      days.add(
          new Day(
              day.toString(),
              count.apiCalls(),
              count.mediaBytes(),
              messages.getOrDefault(day, List.of()).stream()
                  .map(one -> new Messages(one.kind(), one.direction(), one.count()))
                  .toList()));
    }
    return Envelope.of(
        new View(
            first.toString(), last.toString(), connections.all(tenant).size(), List.copyOf(days)));
  }

  /// A day, or the day of a time.
  private static LocalDate day(String name, String text) {
    try {
      var day = LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
      if (day.getYear() >= 2000 && day.getYear() <= 9000) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // Answered like a day out of range.
    }
    throw Failure.invalid(name + " must be a day such as 2026-01-05");
  }
}
