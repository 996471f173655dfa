package io.trunkline.worker.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The server with the partner's phone: keeps what was not acknowledged, delivers it again, lets
/// one socket an account live, drops known ids at the phone and judges keys.
final class FakeWhatsApp {
  private final World world;
  private final Map<Integer, Account> accounts = new HashMap<>();

  FakeWhatsApp(World world) {
    this.world = world;
  }

  Account account(int session) {
    return accounts.computeIfAbsent(session, Account::new);
  }

  /// A key has left a worker. Judged here and not on arrival: the wire may be listened to.
  void keyLeft(int session, long chain, int counter, long ciphertext) {
    var first = account(session).ciphertextOfKey.putIfAbsent(chain + ":" + counter, ciphertext);
    world.check(
        first == null || first == ciphertext,
        "key %d of chain %d of session %d was used for two ciphertexts",
        counter,
        chain,
        session);
  }

  /// The new socket replaces the old one.
  void login(int session, Socket socket) {
    var account = account(session);
    var old = account.socket;
    account.socket = socket;
    if (old != null && old.tenureSinceMs > socket.tenureSinceMs) {
      account.tenuresWithLateLogin.add(old.tenureSinceMs);
    }
    if (old != null) {
      close(old, true);
    }
    world.trace("login of session %d by %s", session, socket.worker.name());
    account.queue.values().forEach(stanza -> push(socket, stanza));
  }

  /// The partner writes to us.
  void receive(int session, Stanza stanza) {
    var account = account(session);
    account.all.add(stanza.messageId());
    account.queue.put(stanza.messageId(), stanza);
    if (account.socket != null) {
      push(account.socket, stanza);
    }
  }

  void frame(Socket socket, int session, String chat, int index, String messageId, Runnable ack) {
    socket.toServer(
        () -> {
          var account = account(session);
          if (account.socket == socket) {
            account.shown(world, chat, index, messageId);
            socket.toClient(ack);
          }
        });
  }

  void acknowledge(Socket socket, int session, String messageId) {
    socket.toServer(
        () -> {
          var account = account(session);
          if (account.socket == socket && account.queue.remove(messageId) != null) {
            account.acknowledged.add(messageId);
            world.moved();
          }
        });
  }

  void drop(int session) {
    var account = account(session);
    if (account.socket != null) {
      var socket = account.socket;
      account.socket = null;
      close(socket, false);
    }
  }

  /// The previous owner's login arrives late, as if it had not noticed yet: at most once a tenure.
  void lateLogin(int session) {
    var account = account(session);
    var socket = account.socket;
    if (socket == null) {
      return;
    }
    long ageMs = world.nowMs() - socket.tenureSinceMs;
    // Younger, a real late login may still come; a second one is not forgiven.
    boolean isSoon = ageMs > 9_000 && ageMs < 20_000;
    if (isSoon && account.tenuresWithLateLogin.add(socket.tenureSinceMs)) {
      world.trace("late login of session %d", session);
      account.socket = null;
      close(socket, true);
    }
  }

  void closedByClient(Socket socket, int session) {
    socket.toServer(
        () -> {
          if (account(session).socket == socket) {
            account(session).socket = null;
          }
        });
  }

  private void push(Socket socket, Stanza stanza) {
    socket.toClient(() -> socket.receiver.received(stanza));
  }

  private void close(Socket socket, boolean isReplaced) {
    socket.toClient(() -> socket.receiver.closed(isReplaced));
  }

  /// What the partner's message does to the ratchet.
  enum Effect {
    NOTHING,
    TURNS,
    NEW_SESSION,
    PROMOTES_ARCHIVED
  }

  record Stanza(String messageId, Effect effect) {}

  interface Receiver {
    void received(Stanza stanza);

    void closed(boolean isReplaced);
  }

  /// A connection: in order both ways, and once something is lost, nothing follows it.
  static final class Socket {
    final SimWorker worker;
    final Receiver receiver;
    private final World world;
    private final long tenureSinceMs;
    private long serverSeesMs;
    private long clientSeesMs;
    private boolean isBroken;

    /// @param tenureSinceMs when the worker took the session over
    Socket(World world, SimWorker worker, long tenureSinceMs, Receiver receiver) {
      this.tenureSinceMs = tenureSinceMs;
      this.world = world;
      this.worker = worker;
      this.receiver = receiver;
    }

    void toServer(Runnable action) {
      serverSeesMs = Math.max(serverSeesMs, world.nowMs() + world.latency());
      world.after(serverSeesMs - world.nowMs(), () -> pass(action));
    }

    void toClient(Runnable action) {
      clientSeesMs = Math.max(clientSeesMs, world.nowMs() + world.latency());
      world.after(clientSeesMs - world.nowMs(), () -> pass(() -> worker.run(action)));
    }

    private void pass(Runnable action) {
      if (isBroken) {
        return;
      }
      if (world.isReachable(worker, World.Server.WHATSAPP)) {
        action.run();
      } else {
        isBroken = true;
        world.after(3_000, () -> worker.run(() -> receiver.closed(false)));
      }
    }
  }

  static final class Account {
    final int session;
    final Map<String, Stanza> queue = new LinkedHashMap<>();
    final Set<String> all = new HashSet<>();
    final Set<String> acknowledged = new HashSet<>();
    final Set<String> shown = new HashSet<>();
    final List<String> order = new ArrayList<>();
    private final Set<Long> tenuresWithLateLogin = new HashSet<>();
    private final Map<String, Long> ciphertextOfKey = new HashMap<>();
    private final Map<String, Integer> lastIndexOfChat = new HashMap<>();
    private Socket socket;

    Account(int session) {
      this.session = session;
    }

    boolean isConnected() {
      return socket != null;
    }

    private void shown(World world, String chat, int index, String messageId) {
      if (shown.add(messageId)) {
        int last = lastIndexOfChat.getOrDefault(chat, -1);
        world.check(
            index == last + 1,
            "message %d of chat %s of session %d was shown after %d",
            index,
            chat,
            session,
            last);
        lastIndexOfChat.put(chat, index);
        order.add(messageId);
      }
    }
  }
}
