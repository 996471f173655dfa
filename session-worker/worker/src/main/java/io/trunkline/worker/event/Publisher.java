package io.trunkline.worker.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Span;
import io.trunkline.contract.Topics;
import io.trunkline.contract.tracing.TraceParent;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.event.Event;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one road to the broker. Callers never wait: what is offered is sent in order by one thread,
/// because the producer itself may block for a while. A full queue refuses.
public final class Publisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  private final Producer<String, byte[]> producer;
  private final Tracing tracing;
  private final BlockingQueue<Letter> queue;
  private final EventMeters meters;
  private final Counter failures;
  private final Thread thread;
  private volatile boolean isClosed;

  /// @param producer with `acks=all` and idempotence
  /// @param most letters that wait in memory
  public Publisher(
      Producer<String, byte[]> producer, int most, Tracing tracing, MeterRegistry meters) {
    this.producer = producer;
    this.tracing = tracing;
    this.queue = new ArrayBlockingQueue<>(most);
    this.meters = new EventMeters(meters);
    this.failures =
        Counter.builder("trunkline.worker.publish.failures")
            .description("Events and replies that the broker did not take")
            .register(meters);
    Gauge.builder("trunkline.worker.publish.queue", queue, BlockingQueue::size)
        .description("Events and replies that wait for the broker in memory")
        .register(meters);
    this.thread = Thread.ofPlatform().name("publisher").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private record Letter(ProducerRecord<String, byte[]> envelope, CompletableFuture<Void> done) {}

  /// Completes when the broker has the event for good.
  public CompletionStage<Void> publish(Event event) {
    meters.count(event);
    var hop = tracing.begin(Span.Kind.PRODUCER, Topics.EVENTS + " publish", event.getTraceparent());
    var envelope = new ProducerRecord<>(Topics.EVENTS, event.getSessionId(), event.toByteArray());
    hop.carry(header -> envelope.headers().add(TraceParent.HEADER, header));
    return offer(envelope).whenComplete((_, failure) -> hop.end(failure));
  }

  /// To the one instance that asked. Nobody waits for it here: who gets no reply asks again.
  public CompletionStage<Void> reply(Command command, Reply reply) {
    var address = command.getReplyTo();
    return offer(
        new ProducerRecord<>(
            Topics.REPLIES, address.getPartition(), address.getInstanceId(), reply.toByteArray()));
  }

  public CompletionStage<Void> deadLetter(ProducerRecord<String, byte[]> envelope) {
    return offer(envelope);
  }

  private CompletionStage<Void> offer(ProducerRecord<String, byte[]> envelope) {
    var letter = new Letter(envelope, new CompletableFuture<>());
    if (isClosed || !queue.offer(letter)) {
      fail(letter, new IllegalStateException("The queue to the broker is full or closed"));
    }
    return letter.done();
  }

  private void run() {
    try {
      while (!isClosed || !queue.isEmpty()) {
        send(queue.take());
      }
    } catch (InterruptedException e) {
      log.debug("publisher ends");
    }
  }

  private void send(Letter letter) {
    try {
      var _ =
          producer.send(
              letter.envelope(),
              (_, failure) -> {
                if (failure == null) {
                  letter.done().complete(null);
                } else {
                  fail(letter, failure);
                }
              });
    } catch (RuntimeException e) {
      fail(letter, e);
    }
  }

  private void fail(Letter letter, Exception cause) {
    failures.increment();
    letter.done().completeExceptionally(cause);
  }

  /// Sends what waits, for at most `patienceMs`.
  public void drain(long patienceMs) throws InterruptedException {
    long end = System.nanoTime() + patienceMs * 1_000_000;
    while (!queue.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    producer.flush();
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
  }
}
