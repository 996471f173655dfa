package io.trunkline.e2e.bench;

import io.trunkline.e2e.Baileys;
import io.trunkline.e2e.Simulator;
import io.trunkline.e2e.bench.Contender.Cost;
import io.trunkline.e2e.bench.Contender.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Measures the client library alone, and npm `baileys` beside it, against one simulator in a
/// process of its own. Prints a table with the budgets of the design; it judges nothing.
///
/// Arguments: the repository's folder, then optionally how many sessions are held idle, as
/// `trunkline=100,1000,5000` and `baileys=100,300`. Runs for some minutes, on loopback, and leaves
/// nothing.
public final class ClientBenchmark {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int IN_FLIGHT = 16;
  private static final int PEERS = 16;
  private static final String OWN = "96178%07d";
  private static final String PEER = "96179%07d";

  /// How much a contender is given to do: first to become warm, then to be measured. HotSpot is
  /// still compiling long after Node.js has settled, and a worker runs for weeks.
  private record Amounts(int warmTexts, int texts, int warmReconnects, int reconnects) {}

  private static final Amounts TRUNKLINE = new Amounts(80_000, 20_000, 1_500, 500);
  private static final Amounts BAILEYS = new Amounts(2_000, 3_000, 100, 100);

  /// @param idle by the number of sessions
  private record Figures(Cost send, Cost receive, Cost reconnect, Map<Integer, Memory> idle) {}

  private final Path root;
  private final Path folder;
  private final ServerProcess server;
  private final Simulator simulator;
  private int nextOwn = 1;
  private int nextPeer = 1;

  private ClientBenchmark(Path root, Path folder, ServerProcess server) {
    this.root = root;
    this.folder = folder;
    this.server = server;
    this.simulator = server.simulator();
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 1) {
      System.err.println("usage: ClientBenchmark ROOT [trunkline=100,1000,5000] [baileys=100,300]");
      System.exit(2);
    }
    CompletableFuture.delayedExecutor(LIMIT.toMinutes(), TimeUnit.MINUTES)
        .execute(
            () -> {
              System.err.println("The benchmark has not ended within " + LIMIT);
              System.exit(1);
            });
    var root = Path.of(arguments[0]).toAbsolutePath();
    Baileys.install(root);
    var folder = Files.createTempDirectory("trunkline-benchmark-");
    try (var server = ServerProcess.start(folder.resolve("simulator"))) {
      var benchmark = new ClientBenchmark(root, folder, server);
      var trunkline =
          benchmark.measure(
              "trunkline", TRUNKLINE, sizes(arguments, "trunkline=", 100, 1000, 5000));
      var baileys = benchmark.measure("baileys", BAILEYS, sizes(arguments, "baileys=", 100, 300));
      System.out.print(table(trunkline, baileys));
    } finally {
      delete(folder);
    }
  }

  private static int[] sizes(String[] arguments, String name, int... standard) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.startsWith(name))
        .map(argument -> argument.substring(name.length()).split(","))
        .map(sizes -> Arrays.stream(sizes).mapToInt(Integer::parseInt).toArray())
        .findFirst()
        .orElse(standard);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Figures measure(String name, Amounts amounts, int[] sizes) throws IOException {
    try (var contender = start(name, false)) {
      progress(name + ": texts");
      var own = newNumbers(1);
      var peers = newPeers();
      contender.order(Map.of("do", "link", "numbers", own));
      // A conversation that has gone both ways: from now on no message carries a prekey.
      receive(contender, own.getFirst(), peers, amounts.warmTexts());
      send(contender, peers, amounts.warmTexts() / 2);
      var receive = receive(contender, own.getFirst(), peers, amounts.texts());
      send(contender, peers, amounts.warmTexts() / 2);
      var send = send(contender, peers, amounts.texts());
      progress(name + ": reconnects");
      contender.order(Map.of("do", "reconnect", "rounds", amounts.warmReconnects()));
      var reconnect = contender.order(Map.of("do", "reconnect", "rounds", amounts.reconnects()));
      return new Figures(
          per(send, amounts.texts()),
          per(receive, amounts.texts()),
          per(reconnect, amounts.reconnects()),
          idle(name, sizes));
    }
  }

  /// The texts wait for the session at the server, so that no sender has to keep pace with it.
  private Cost receive(Contender contender, String own, List<Simulator.Phone> peers, int count) {
    contender.order(Map.of("do", "disconnect"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int peer = 0; peer < PEERS; peer++) {
        var phone = peers.get(peer);
        var share = count / PEERS + (peer < count % PEERS ? 1 : 0);
        threads.submit(
            () -> IntStream.range(0, share).forEach(i -> phone.send(own, "Benchmark text " + i)));
      }
    }
    return contender.order(Map.of("do", "receive", "count", count));
  }

  private static Cost send(Contender contender, List<Simulator.Phone> peers, int count) {
    var to = peers.stream().map(peer -> peer.number() + "@s.whatsapp.net").toList();
    return contender.order(Map.of("do", "send", "to", to, "count", count, "inFlight", IN_FLIGHT));
  }

  private static Cost per(Cost all, int count) {
    return new Cost(
        all.cpuSeconds() / count, all.serverCpuSeconds() / count, all.seconds() / count);
  }

  /// Sessions that were linked and then opened once more, as after a deploy.
  private Map<Integer, Memory> idle(String name, int[] sizes) throws IOException {
    var figures = new LinkedHashMap<Integer, Memory>();
    try (var contender = start(name, true)) {
      int linked = 0;
      for (int size : sizes) {
        progress(name + ": " + size + " idle sessions");
        contender.order(Map.of("do", "link", "numbers", newNumbers(size - linked)));
        linked = size;
        contender.order(Map.of("do", "reconnect", "rounds", 1));
        figures.put(size, contender.memory());
      }
    }
    return figures;
  }

  private Contender start(String name, boolean isIdle) throws IOException {
    var mode = isIdle ? "idle" : "busy";
    var ca = folder.resolve("ca.pem");
    Files.writeString(ca, server.http().get("/trust").body().path("caCertificatePem").asString());
    List<String> command;
    if (name.equals("baileys")) {
      command =
          List.of(
              "node",
              "--expose-gc",
              "--max-old-space-size=8192",
              "benchmark.mjs",
              server.controlUrl(),
              mode);
    } else {
      command = new ArrayList<>(Jvm.command(1024));
      command.addAll(List.of(TrunklineContender.class.getName(), server.controlUrl(), mode));
    }
    return Contender.start(
        command,
        Map.of("NODE_EXTRA_CA_CERTS", ca.toString()),
        root.resolve("deploy/e2e/baileys"),
        simulator,
        server.process());
  }

  private List<String> newNumbers(int count) {
    var first = nextOwn;
    nextOwn += count;
    server
        .http()
        .post("/phones/batch", Map.of("firstNumber", OWN.formatted(first), "count", count));
    return IntStream.range(first, nextOwn).mapToObj(OWN::formatted).toList();
  }

  private List<Simulator.Phone> newPeers() {
    var first = nextPeer;
    nextPeer += PEERS;
    return IntStream.range(first, nextPeer)
        .mapToObj(i -> simulator.phone(PEER.formatted(i), "Peer " + i))
        .toList();
  }

  private static void progress(String what) {
    System.err.println(what);
  }

  private static String table(Figures trunkline, Figures baileys) {
    return new Report()
        .rate("texts sent and acknowledged, 16 in flight", trunkline.send(), baileys.send())
        .rate("texts received and decrypted", trunkline.receive(), baileys.receive())
        .rate("reconnects, socket created to open", trunkline.reconnect(), baileys.reconnect())
        .memory(trunkline.idle(), baileys.idle())
        .text();
  }
}
