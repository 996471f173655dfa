package io.trunkline.worker.simulation;

import io.trunkline.whatsapp.client.durability.ChainId;
import io.trunkline.whatsapp.client.durability.InboundOrder;
import io.trunkline.whatsapp.client.durability.InboundOrder.Effect;
import io.trunkline.whatsapp.client.durability.RatchetReservation;
import io.trunkline.whatsapp.client.durability.RatchetReservation.Snapshot;
import io.trunkline.whatsapp.client.durability.RatchetReservation.Use;
import io.trunkline.worker.command.SendGate;
import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.ReplacedConflict;
import io.trunkline.worker.simulation.FakeKafka.Command;
import io.trunkline.worker.simulation.FakePostgres.Begun;
import io.trunkline.worker.simulation.FakePostgres.InboxRow;
import io.trunkline.worker.simulation.FakePostgres.StoredSession;
import io.trunkline.worker.simulation.FakeWhatsApp.Socket;
import io.trunkline.worker.simulation.FakeWhatsApp.Stanza;
import io.trunkline.worker.simulation.SimWorker.LoadedSession;
import io.trunkline.worker.simulation.SimWorker.Tenure;
import io.trunkline.worker.simulation.World.Server;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One session of one tenure, with the real reservation, inbound order and send gate.
final class SimSession {
  private static final int MAILBOX = 12;
  private static final ChainId NAMELESS = ChainId.ofRatchetKey(new byte[32]);

  private final SimWorker worker;
  private final World world;
  private final Tenure tenure;
  private final int number;
  private final ReplacedConflict conflict;
  private final SendGate gate = new SendGate();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Deque<String> acknowledgements = new ArrayDeque<>();
  private final Map<String, Boolean> isAckedById = new HashMap<>();
  private Ratchet ratchet = Ratchet.NONE;
  private RatchetReservation reservation = RatchetReservation.unreserved();
  private InboundOrder<Stanza, InboxRow> inbound = new InboundOrder<>();
  private List<Outbox.Event> untold = new ArrayList<>();
  private Socket socket;
  private int connections;
  private long connection;
  private int memory;
  private boolean isWriting;
  private boolean isQuiescing;
  private boolean isFlushed;
  private boolean isEnded;
  private long waitUntilMs;

  SimSession(SimWorker worker, Tenure tenure, int number) {
    this.worker = worker;
    this.world = worker.world;
    this.tenure = tenure;
    this.number = number;
    this.conflict = new ReplacedConflict(SimWorker.TIMES, tenure.sinceMs);
  }

  private record Frame(Command command, Use use, long chain, int counter, long ciphertext) {}

  /// Loads, publishes what is left over, connects.
  void begin(LoadedSession loaded) {
    memory++;
    var stored = loaded.stored();
    ratchet = stored.ratchet();
    inbound = new InboundOrder<>();
    untold = new ArrayList<>();
    isWriting = false;
    if (ratchet.chain() == 0) {
      reservation = RatchetReservation.unreserved();
    } else {
      if (world.holds(Rule.LOADERS_SKIP_TO_THE_RESERVATION)) {
        ratchet = ratchet.skippedTo(stored.reservedUntil());
      }
      reservation = RatchetReservation.restored(chain(), stored.reservedUntil());
    }
    if (world.holds(Rule.LEFTOVER_ROWS_ARE_PUBLISHED)) {
      loaded.leftover().forEach(row -> publish(row, Optional.empty(), true));
    }
    later(world.latency(), this::connect);
  }

  boolean isEnded() {
    return isEnded;
  }

  @Override
  public String toString() {
    return "session %d: connection %d, frames %s, writing %s, quiescing %s, untold %s, gate %s"
        .formatted(number, connection, frames, isWriting, isQuiescing, untold, isAckedById);
  }

  /// The tenure is over.
  void end() {
    isEnded = true;
    memory++;
    closeSocket();
  }

  void quiesce(long untilMs) {
    isQuiescing = true;
    waitUntilMs = untilMs;
    pump();
  }

  void send(Command command, Runnable completed) {
    var isAcked = isAckedById.get(command.messageId());
    if (isAcked != null) {
      answerRepeat(command, isAcked);
    } else if (isQuiescing || judge(command) != SendGate.Verdict.ADMITTED) {
      tell(new Outbox.Event.Refused(number, command.messageId()));
    } else {
      encrypt(command);
    }
    completed.run();
  }

  /// From memory, before anything is judged: an old copy of what was sent must shut no chat.
  private void answerRepeat(Command command, boolean isAcked) {
    if (isAcked) {
      tell(new Outbox.Event.Sent(number, command.messageId()));
    }
  }

  private SendGate.Verdict judge(Command command) {
    if (!world.holds(Rule.REFUSED_MESSAGES_ARE_WAITED_FOR)) {
      gate.oldestRefused(command.chat()).ifPresent(id -> gate.forget(command.chat(), id));
    }
    return gate.judge(
        world.holds(Rule.COMMANDS_NAME_THEIR_CONNECTION) ? command.connection() : 0,
        command.chat(),
        command.messageId(),
        command.acceptedAtMs(),
        command.deadlineMs(),
        frames.size() >= MAILBOX,
        world.nowMs());
  }

  private void encrypt(Command command) {
    if (ratchet.chain() == 0) {
      ratchet = ratchet.renewed(newChain());
    }
    isAckedById.put(command.messageId(), false);
    int counter = ratchet.counter();
    long chain = ratchet.chain();
    var use = reservation.use(chain(), counter);
    ratchet = ratchet.encrypted();
    frames.add(new Frame(command, use, chain, counter, world.random.nextLong()));
    pump();
  }

  private void writeAcknowledgements() {
    while (!acknowledgements.isEmpty() && socket != null && tenure.mayWriteFrames()) {
      worker.whatsApp.acknowledge(socket, number, acknowledgements.remove());
    }
  }

  /// Writes what may be written and asks for what is missing.
  void pump() {
    if (isEnded) {
      return;
    }
    writeAcknowledgements();
    while (!frames.isEmpty() && connection != 0 && tenure.mayWriteFrames() && mayLeave()) {
      write(frames.remove());
    }
    if (isQuiescing && (frames.isEmpty() || world.nowMs() >= waitUntilMs)) {
      flushExact();
    } else if (isWriteNeeded()) {
      store(reservation.snapshot(chain(), ratchet.counter()), Optional.empty());
    }
  }

  private boolean mayLeave() {
    return reservation.mayLeave(frames.peek().use()) || !world.holds(Rule.KEYS_LEAVE_RESERVED);
  }

  private boolean isWriteNeeded() {
    return !isWriting
        && !isFlushed
        && (inbound.isCommitWanted()
            || reservation.isWriteWanted()
            || frames.stream().anyMatch(frame -> reservation.needsWrite(frame.use())));
  }

  private void write(Frame frame) {
    checkStale();
    worker.whatsApp.keyLeft(number, frame.chain(), frame.counter(), frame.ciphertext());
    var command = frame.command();
    var current = socket;
    worker.whatsApp.frame(
        current,
        number,
        command.chat(),
        command.index(),
        command.messageId(),
        () -> {
          if (socket == current && !isEnded) {
            isAckedById.put(command.messageId(), true);
            tell(new Outbox.Event.Sent(number, command.messageId()));
          }
        });
  }

  /// Another's epoch excuses a frame for one lease at most.
  private void checkStale() {
    var current = worker.postgres.epochOf(tenure.shard);
    long sinceMs = world.nowMs() - worker.postgres.raisedAtMs(tenure.shard);
    world.check(
        !current.isAfter(tenure.epoch) || sinceMs <= SimWorker.TIMES.leaseMs(),
        "%s wrote a frame under epoch %s, %d ms after epoch %s",
        worker.id(),
        tenure.epoch,
        sinceMs,
        current);
  }

  private void flushExact() {
    if (isWriting || isFlushed) {
      return;
    }
    if (ratchet.chain() == 0) {
      endQuietly();
      return;
    }
    isFlushed = world.holds(Rule.NOTHING_IS_SENT_AFTER_THE_EXACT_FLUSH);
    if (isFlushed) {
      store(reservation.exactSnapshot(chain(), ratchet.counter()), Optional.empty());
    } else {
      var stored = ratchet.counter();
      isQuiescing = false;
      store(reservation.snapshot(chain(), ratchet.counter()), Optional.of(stored));
      later(1_500, this::endQuietly);
    }
  }

  private void endQuietly() {
    end();
    worker.run(tenure::checkQuiesced);
  }

  /// One write at a time: begin and lock, check, then everything with the commit.
  private void store(Snapshot snapshot, Optional<Integer> reservedUntil) {
    isWriting = true;
    var batch = inbound.batch();
    var stored = new StoredSession(ratchet, reservedUntil.orElse(snapshot.reservedUntil()));
    var rows = batch.events();
    boolean isWhole = world.holds(Rule.EVENT_IS_STORED_WITH_THE_RATCHET);
    BooleanSupplier isCurrent = currentMemory();
    Runnable done =
        () -> {
          if (isCurrent.getAsBoolean()) {
            isWriting = false;
            reservation.written(snapshot);
            carryOut(inbound.committed(batch));
            if (isFlushed) {
              endQuietly();
            } else {
              pump();
            }
          }
        };
    transact(
        stored,
        isWhole ? rows : List.of(),
        isWhole ? done : () -> transact(stored, rows, done, isCurrent),
        isCurrent);
  }

  private void transact(
      StoredSession stored, List<InboxRow> rows, Runnable done, BooleanSupplier isCurrent) {
    Runnable unknown =
        () -> {
          if (isCurrent.getAsBoolean()) {
            if (world.holds(Rule.UNKNOWN_OUTCOMES_COUNT_AS_A_CRASH)) {
              discard();
            } else {
              done.run();
            }
          }
        };
    world.<Optional<Begun>>call(
        worker,
        Server.POSTGRES,
        answer -> worker.postgres.begin(tenure.shard, answer),
        begun -> commit(begun.orElseThrow(), stored, rows, done, unknown, isCurrent),
        unknown);
  }

  private void commit(
      Begun begun,
      StoredSession stored,
      List<InboxRow> rows,
      Runnable done,
      Runnable unknown,
      BooleanSupplier isCurrent) {
    if (!begun.epoch().equals(tenure.epoch) && world.holds(Rule.WRITES_CHECK_THE_EPOCH)) {
      worker.postgres.rollback(begun.transaction());
      if (isCurrent.getAsBoolean()) {
        tenure.fenced();
      }
      return;
    }
    world.<Boolean>call(
        worker,
        Server.POSTGRES,
        answer ->
            answer.accept(
                worker.postgres.commit(
                    begun.transaction(),
                    tenure.shard,
                    tenure.epoch,
                    worker.id(),
                    number,
                    stored,
                    rows)),
        isCommitted -> {
          if (isCommitted) {
            done.run();
          } else {
            unknown.run();
          }
        },
        unknown);
  }

  /// A crash of this session alone.
  private void discard() {
    world.trace("session %d of %s is discarded", number, worker.id());
    inbound.failed();
    reservation.failed();
    memory++;
    closeSocket();
    if (isQuiescing) {
      endQuietly();
    } else {
      reload();
    }
  }

  private void reload() {
    BooleanSupplier isCurrent = currentMemory();
    world.<LoadedSession>call(
        worker,
        Server.POSTGRES,
        answer -> answer.accept(worker.readSession(number)),
        loaded -> {
          if (isCurrent.getAsBoolean()) {
            begin(loaded);
          }
        },
        () -> {
          if (isCurrent.getAsBoolean()) {
            reload();
          }
        });
  }

  private void connect() {
    if (isQuiescing || socket != null) {
      return;
    }
    if (!tenure.mayWriteFrames()) {
      later(300, this::connect);
      return;
    }
    var mine = new Wire();
    var opened = new Socket(world, worker, tenure.sinceMs, mine);
    mine.socket = opened;
    socket = opened;
    world.<Boolean>call(
        worker,
        Server.WHATSAPP,
        answer -> {
          worker.whatsApp.login(number, opened);
          answer.accept(true);
        },
        _ -> {
          if (socket == opened) {
            opened();
          }
        },
        () -> mine.closed(false));
  }

  private void opened() {
    connection = (tenure.epoch.value() << 24) + ++connections;
    gate.connected(connection);
    tell(new Outbox.Event.Opened(number, connection));
    pump();
  }

  private void closeSocket() {
    if (socket != null) {
      worker.whatsApp.closedByClient(socket, number);
      forgetSocket();
    }
  }

  private void forgetSocket() {
    socket = null;
    connection = 0;
    gate.connected(0);
    frames.clear();
    acknowledgements.clear();
    isAckedById.clear();
  }

  private void received(Stanza stanza) {
    if (isFlushed) {
      return;
    }
    if (!world.holds(Rule.ACKNOWLEDGED_AFTER_THE_COMMIT)) {
      worker.whatsApp.acknowledge(socket, number, stanza.messageId());
    }
    if (ratchet.decrypted().contains(stanza.messageId())) {
      carryOut(inbound.repeated(stanza));
    } else {
      ratchet = advanced(stanza).received(stanza.messageId());
      inbound.decrypted(
          stanza,
          Optional.of(new InboxRow(number, stanza.messageId(), number + ":" + stanza.messageId())));
      pump();
    }
  }

  private Ratchet advanced(Stanza stanza) {
    if (ratchet.chain() == 0) {
      return ratchet.renewed(newChain());
    }
    return switch (stanza.effect()) {
      case NOTHING -> ratchet;
      case TURNS -> ratchet.turned(newChain());
      case NEW_SESSION -> ratchet.renewed(newChain());
      case PROMOTES_ARCHIVED -> ratchet.promoted().orElse(ratchet);
    };
  }

  private void carryOut(List<Effect<Stanza, InboxRow>> effects) {
    for (var effect : effects) {
      switch (effect) {
        case Effect.Acknowledge<Stanza, InboxRow>(var stanza) -> {
          acknowledgements.add(stanza.messageId());
          writeAcknowledgements();
        }
        case Effect.Publish<Stanza, InboxRow>(var row, var stanza, var hasRow) ->
            publish(row, stanza, hasRow);
        case Effect.DeleteRow<Stanza, InboxRow>(var row) -> delete(row);
        case Effect.Discard<Stanza, InboxRow>() -> discard();
      }
    }
  }

  private void publish(InboxRow row, Optional<Stanza> stanza, boolean hasRow) {
    if (!world.holds(Rule.ROWS_LIVE_UNTIL_PUBLISHED)) {
      delete(row);
    }
    BooleanSupplier isCurrent = currentMemory();
    world.<Boolean>call(
        worker,
        Server.KAFKA,
        answer -> {
          worker.outbox.on(new Outbox.Event.Inbound(number, row.messageId(), publishedId(row)));
          answer.accept(true);
        },
        _ -> carryOut(inbound.published(new Effect.Publish<>(row, stanza, hasRow))),
        () -> {
          if (isCurrent.getAsBoolean()) {
            publish(row, stanza, hasRow);
          }
        });
  }

  private String publishedId(InboxRow row) {
    return world.holds(Rule.EVENT_IDS_ARE_STABLE)
        ? row.eventId()
        : row.eventId() + "@" + tenure.epoch + "." + memory;
  }

  private void delete(InboxRow row) {
    world.<Boolean>call(
        worker,
        Server.POSTGRES,
        answer -> {
          worker.postgres.delete(row.eventId());
          answer.accept(true);
        },
        _ -> {},
        () -> {
          if (!isEnded) {
            delete(row);
          }
        });
  }

  /// State and results: in order, again and again until the broker has them.
  private void tell(Outbox.Event event) {
    untold.add(event);
    if (untold.size() == 1) {
      tellNext();
    }
  }

  private void tellNext() {
    var news = untold;
    if (news.isEmpty()) {
      return;
    }
    world.<Boolean>call(
        worker,
        Server.KAFKA,
        answer -> {
          worker.outbox.on(news.getFirst());
          answer.accept(true);
        },
        _ -> {
          news.removeFirst();
          if (news == untold) {
            tellNext();
          }
        },
        () -> {
          if (news == untold && !isEnded) {
            tellNext();
          }
        });
  }

  private ChainId chain() {
    return world.holds(Rule.RESERVATIONS_NAME_THEIR_CHAIN) ? ratchet.name() : NAMELESS;
  }

  private long newChain() {
    return world.random.nextLong() | 1;
  }

  /// Unless the session was discarded meanwhile.
  private void later(long delayMs, Runnable action) {
    BooleanSupplier isCurrent = currentMemory();
    world.after(
        delayMs,
        () ->
            worker.run(
                () -> {
                  if (isCurrent.getAsBoolean()) {
                    action.run();
                  }
                }));
  }

  private BooleanSupplier currentMemory() {
    int then = memory;
    return () -> !isEnded && memory == then;
  }

  /// What the socket brings, as long as it is the current one.
  private final class Wire implements FakeWhatsApp.Receiver {
    private Socket socket;

    @Override
    public void received(Stanza stanza) {
      if (SimSession.this.socket == socket) {
        SimSession.this.received(stanza);
      }
    }

    @Override
    public void closed(boolean isReplaced) {
      if (SimSession.this.socket == socket && !isEnded) {
        forgetSocket();
        if (isReplaced) {
          replaced();
        } else {
          later(300 + world.random.nextInt(1_500), SimSession.this::connect);
        }
      }
    }

    private void replaced() {
      if (!world.holds(Rule.REPLACED_IS_CHECKED_AGAINST_THE_EPOCH)) {
        return;
      }
      BooleanSupplier isCurrent = currentMemory();
      world.<Epoch>call(
          worker,
          Server.POSTGRES,
          answer -> answer.accept(worker.postgres.epochOf(tenure.shard)),
          epoch -> {
            if (isCurrent.getAsBoolean()) {
              react(conflict.replaced(epoch.equals(tenure.epoch), world.nowMs()));
            }
          },
          () -> {
            if (isCurrent.getAsBoolean()) {
              replaced();
            }
          });
    }

    private void react(ReplacedConflict.Reaction reaction) {
      switch (reaction) {
        case ReplacedConflict.Reaction.Silence _ -> tenure.fenced();
        case ReplacedConflict.Reaction.ReconnectAt(var atMs) ->
            later(atMs - world.nowMs(), SimSession.this::connect);
        case ReplacedConflict.Reaction.Hold _ -> world.trace("session %d is held", number);
      }
    }
  }
}
