package io.trunkline.simulator.control;

import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.fault.Disturbances;
import io.trunkline.simulator.fault.Fault;
import io.trunkline.simulator.fault.FaultKind;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.simulator.phone.InboxMessage;
import io.trunkline.simulator.phone.Phone;
import io.trunkline.simulator.phone.Phones;
import io.trunkline.simulator.server.OrderDesk;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which request does what.
final class Routes {
  private static final Pattern PHONE_NUMBER = Pattern.compile("[1-9][0-9]{6,14}");
  private static final long MAX_WAIT_MS = 60_000;
  private static final int MAX_BATCH = 100_000;
  private static final List<String> SWITCHES =
      List.of("dropKnownIds", "requireTokens", "minimumClientVersion");
  private static final Set<String> PRESENCES =
      Set.of("available", "unavailable", "composing", "recording", "paused");

  private final World world;
  private final Phones phones;
  private final Disturbances disturbances;
  private final ChatRoutes chats;
  private final GroupRoutes groups;
  private final NewsletterRoutes newsletters;
  private final AccountRoutes accounts;

  Routes(World world) {
    this.world = world;
    phones = world.phones();
    chats = new ChatRoutes(world);
    accounts = new AccountRoutes(world);
    disturbances = new Disturbances(world.accounts(), world.faults());
    groups = new GroupRoutes(world);
    newsletters = new NewsletterRoutes(world);
  }

  Reply answer(Request request) throws InterruptedException {
    String first = request.path().isEmpty() ? "" : request.path().getFirst();
    return switch (first) {
      case "phones" -> phones(request);
      case "faults" -> faults(request);
      case "groups" -> groups.answer(request);
      case "newsletters" -> newsletters.answer(request);
      case "pictures" -> accounts.picture(request);
      default -> server(request, String.join("/", request.path()));
    };
  }

  private Reply server(Request request, String path) {
    return switch (request.method() + " " + path) {
      case "GET health" -> Reply.ok(Map.of("status", "up"));
      case "GET trust" -> Reply.ok(trust());
      case "GET stats" -> Reply.ok(stats());
      case "GET stanzas" -> Reply.ok(stanzas(request));
      case "GET client-version" ->
          Reply.ok(Map.of("client_revision", world.server().versions().currentRevision()));
      case "GET server" -> Reply.ok(switches());
      case "POST server" -> {
        set(request);
        yield Reply.ok(switches());
      }
      case "POST orders" -> {
        world.server().orders().place(order(request));
        yield Reply.nothing();
      }
      case "POST reset" -> {
        world.reset().run();
        yield Reply.nothing();
      }
      default -> throw notFound(request);
    };
  }

  private static OrderDesk.Order order(Request request) {
    var products =
        request.objects("products").stream()
            .map(
                product ->
                    new OrderDesk.Product(
                        product.text("id"),
                        product.text("name"),
                        product.number("price", 0),
                        product.number("quantity", 1)))
            .toList();
    return new OrderDesk.Order(
        request.text("id"),
        request.text("token"),
        request.text("currency"),
        request.number("createdAt", 1_767_600_000),
        products);
  }

  private void set(Request request) {
    if (SWITCHES.stream().allMatch(name -> request.optional(name).isEmpty())) {
      throw ControlException.badRequest("Expected one of " + SWITCHES);
    }
    if (request.optional("dropKnownIds").isPresent()) {
      world.server().dropKnownIds(request.flag("dropKnownIds"));
    }
    if (request.optional("requireTokens").isPresent()) {
      world.server().privacy().requireTokens(request.flag("requireTokens"));
    }
    request
        .optionalText("minimumClientVersion")
        .ifPresent(text -> world.server().versions().require(version(text)));
  }

  private static ClientVersion version(String text) {
    try {
      return ClientVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw ControlException.badRequest(e.getMessage());
    }
  }

  private Map<String, Object> switches() {
    return Map.of(
        "dropKnownIds",
        world.server().dropsKnownIds(),
        "requireTokens",
        world.server().privacy().requiresTokens(),
        "minimumClientVersion",
        world.server().versions().minimum().text(),
        "versionPageViews",
        world.server().versions().pageViews());
  }

  private Reply phones(Request request) throws InterruptedException {
    List<String> path = request.path();
    String method = request.method();
    if (path.size() == 1) {
      return switch (method) {
        case "GET" -> Reply.ok(phones.all().stream().map(Routes::view).toList());
        case "POST" -> createPhone(request);
        default -> throw notAllowed(request);
      };
    }
    if (path.size() == 2 && path.get(1).equals("batch") && method.equals("POST")) {
      return createBatch(request);
    }
    Phone phone = phones.phone(path.get(1));
    if (path.size() == 2) {
      if (!method.equals("GET")) {
        throw notAllowed(request);
      }
      return Reply.ok(view(phone));
    }
    if (chats.handles(request)) {
      return chats.answer(request, phone);
    }
    if (path.size() > 3) {
      throw notFound(request);
    }
    return switch (method + " " + path.get(2)) {
      case "POST scan" ->
          Reply.ok(Map.of("deviceJid", phones.scan(phone, request.text("qr")).name()));
      case "POST link-code" ->
          Reply.ok(Map.of("deviceJid", phones.typeCode(phone, request.text("code")).name()));
      case "POST unlink" -> {
        phones.unlink(phone, Jid.parse(request.text("deviceJid")));
        yield Reply.nothing();
      }
      case "POST online" -> {
        phones.switchOn(phone, true);
        yield Reply.nothing();
      }
      case "POST offline" -> {
        phones.switchOn(phone, false);
        yield Reply.nothing();
      }
      case "POST messages" ->
          Reply.created(
              phones.send(phone, request.text("to"), Composer.compose(request, phone, world)));
      case "GET messages" -> inbox(request, phone);
      case "POST receipts" -> receipts(request, phone);
      case "POST presence" -> presence(request, phone);
      case "POST new-identity" -> {
        phones.reinstall(phone);
        yield Reply.nothing();
      }
      case "GET state" -> Reply.ok(state(phone));
      default -> accounts.answer(request, phone).orElseThrow(() -> notFound(request));
    };
  }

  private Reply faults(Request request) {
    return switch (request.method() + " " + request.path().size()) {
      case "GET 1" -> Reply.ok(Map.of("faults", world.faults().all()));
      case "POST 1" -> {
        Fault fault = fault(request);
        disturbances.start(fault);
        yield Reply.created(Map.of("id", fault.id()));
      }
      case "DELETE 1" -> {
        world.faults().clear();
        yield Reply.nothing();
      }
      case "DELETE 2" -> {
        if (!world.faults().remove(request.path().get(1))) {
          throw new ControlException(404, "fault-not-found", "No such fault is on");
        }
        yield Reply.nothing();
      }
      default -> throw notFound(request);
    };
  }

  private Reply createPhone(Request request) {
    String number = request.text("phoneNumber");
    Phone phone = phones.create(phoneNumber(number), request.optionalText("name").orElse(number));
    return Reply.created(identity(phone));
  }

  /// Numbers that have a phone already are left as they are and not counted.
  private Reply createBatch(Request request) {
    long count = request.number("count", 0);
    long first = Long.parseLong(phoneNumber(request.text("firstNumber")));
    if (count < 1 || count > MAX_BATCH) {
      throw ControlException.badRequest("Expected a \"count\" from 1 to " + MAX_BATCH);
    }
    long created = 0;
    for (long number = first; number < first + count; number++) {
      String text = Long.toString(number);
      if (world.accounts().byNumber(text).isEmpty()) {
        phones.create(text, text);
        created++;
      }
    }
    return Reply.created(Map.of("created", created));
  }

  private Reply inbox(Request request, Phone phone) throws InterruptedException {
    long after = request.queryNumber("after", 0);
    long waitMs = Math.clamp(request.queryNumber("waitMs", 0), 0, MAX_WAIT_MS);
    List<InboxMessage> messages = phones.inbox(phone, after, Duration.ofMillis(waitMs));
    long cursor = messages.isEmpty() ? after : messages.getLast().cursor();
    return Reply.ok(Map.of("cursor", cursor, "messages", messages));
  }

  private Reply receipts(Request request, Phone phone) throws InterruptedException {
    String type = request.optionalText("type").orElse("read");
    if (!type.equals("read") && !type.equals("played")) {
      throw ControlException.badRequest("Expected \"type\" read or played");
    }
    phones.sendReceipts(phone, request.texts("ids"), type);
    return Reply.nothing();
  }

  private Reply presence(Request request, Phone phone) {
    String state = request.text("state");
    if (!PRESENCES.contains(state)) {
      throw ControlException.badRequest("Expected a \"state\" of " + PRESENCES);
    }
    phones.sendPresence(phone, state, request.optionalText("to"));
    return Reply.nothing();
  }

  private Map<String, Object> state(Phone phone) {
    Map<String, Object> state = new LinkedHashMap<>(view(phone));
    state.putAll(accounts.state(phone.account()));
    state.put("sent", phones.sent(phone));
    state.putAll(phones.shown(phone));
    return state;
  }

  private Map<String, Object> trust() {
    return Map.of(
        "webSocketUrl",
        world.webSocketUrl(),
        "secureWebSocketUrl",
        world.secureWebSocketUrl(),
        "noiseRootPublicKey",
        HexFormat.of().formatHex(world.trust().noiseRoot().key().bytes()),
        "noiseRootSerial",
        world.trust().noiseRoot().serial(),
        "caCertificatePem",
        world.trust().caCertificatePem(),
        "mediaHosts",
        List.of(world.mediaHost()),
        "versionPage",
        world.controlUrl().get() + "/client-version");
  }

  private Map<String, Object> stats() {
    Stats stats = world.stats();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("sockets", stats.sockets.sum());
    view.put("messagesIn", stats.messagesIn.sum());
    view.put("messagesOut", stats.messagesOut.sum());
    view.put("repeatedIds", stats.repeatedIds.sum());
    view.put("duplicateIds", stats.duplicateIds.sum());
    view.put("retryReceipts", stats.retryReceipts.sum());
    view.put("undecryptable", stats.undecryptable.sum());
    view.put("keyReuse", stats.keyReuse.sum());
    return view;
  }

  private Map<String, Object> stanzas(Request request) {
    String device = request.query().get("device");
    if (device == null) {
      throw ControlException.badRequest("Expected a device JID in the parameter device");
    }
    int last = Math.clamp(request.queryNumber("last", 100), 1, 1000);
    String name = world.accounts().device(Jid.parse(device)).map(Device::name).orElse(device);
    return Map.of(
        "stanzas",
        world.log().last(name, last).stream()
            .map(
                line ->
                    Map.of(
                        "at", line.at().toString(),
                        "direction", line.direction(),
                        "xml", line.xml()))
            .toList());
  }

  private Fault fault(Request request) {
    String slug = request.text("kind");
    FaultKind kind =
        FaultKind.ofSlug(slug)
            .orElseThrow(
                () ->
                    ControlException.badRequest(
                        "Expected a \"kind\" of "
                            + Arrays.stream(FaultKind.values())
                                .map(FaultKind::slug)
                                .collect(Collectors.joining(", "))));
    double probability = request.decimal("probability", 1);
    if (probability < 0 || probability > 1) {
      throw ControlException.badRequest("Expected a \"probability\" from 0 to 1");
    }
    return new Fault(
        world.faults().nextId(),
        target(request.text("target")),
        kind,
        request.number("ms", 0),
        request.number("jitter", 0),
        probability,
        request.number("everySeconds", request.number("every", 0)),
        (int) request.number("code", 503),
        (int) request.number("reason", 503),
        new AtomicInteger((int) request.number("count", -1)));
  }

  private String target(String text) {
    if (text.equals(Fault.EVERYBODY) || world.accounts().byNumber(text).isPresent()) {
      return text;
    }
    if (text.indexOf('@') > 0) {
      return Jid.parse(text).toString();
    }
    throw new ControlException(
        404, "target-not-found", "Expected \"server\", a device JID or a session's phone number");
  }

  private static Map<String, Object> view(Phone phone) {
    Map<String, Object> view = new LinkedHashMap<>(identity(phone));
    view.put("online", phone.isOnline());
    view.put(
        "linkedDevices",
        phone.account().linkedDevices().stream()
            .map(
                device ->
                    Map.of(
                        "deviceJid", device.name(),
                        "platform", device.platform(),
                        "name", device.label(),
                        "online", device.queue().isOnline()))
            .toList());
    return view;
  }

  private static Map<String, Object> identity(Phone phone) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("phoneNumber", phone.account().number());
    identity.put("jid", phone.account().pn().toString());
    identity.put("lid", phone.account().lid().toString());
    identity.put("name", phone.account().name());
    return identity;
  }

  private static String phoneNumber(String text) {
    if (!PHONE_NUMBER.matcher(text).matches()) {
      throw ControlException.badRequest(
          "Expected a phone number of 7 to 15 digits without a leading 0");
    }
    return text;
  }

  private static ControlException notFound(Request request) {
    return new ControlException(
        404, "not-found", request.method() + " /" + String.join("/", request.path()));
  }

  private static ControlException notAllowed(Request request) {
    return new ControlException(
        405, "method-not-allowed", request.method() + " is not for this address");
  }
}
