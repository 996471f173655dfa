package io.trunkline.whatsapp.client.session;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.MediaTransfers;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.media.Downloads;
import io.trunkline.whatsapp.client.media.MediaConnection;
import io.trunkline.whatsapp.client.media.MediaFailure;
import io.trunkline.whatsapp.client.media.MediaFailure.Code;
import io.trunkline.whatsapp.client.media.MediaHttp;
import io.trunkline.whatsapp.client.media.MediaMessage;
import io.trunkline.whatsapp.client.media.MediaSink;
import io.trunkline.whatsapp.client.media.MediaSource;
import io.trunkline.whatsapp.client.media.MediaTransport;
import io.trunkline.whatsapp.client.media.NewUpload;
import io.trunkline.whatsapp.client.media.Progress;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.client.media.UploadedMedia;
import io.trunkline.whatsapp.client.media.Uploads;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// The transfers of one session: each a task beside the event loop, which comes back to it for the
/// hosts, for a new upload by the phone, and with its result.
final class MediaFlow implements MediaTransfers {

  /// What a task does, or a step of it.
  private interface Work<T> {
    T run() throws InterruptedException;
  }

  private final SessionCore core;
  private final Calls calls;
  private final MediaTransport transport;
  private final MediaHosts hosts;
  private final MediaRetries retries;
  private final Set<Transfer<?>> running = new HashSet<>(1);

  MediaFlow(SessionCore core, Calls calls, Requests requests, Consumer<Node> socket) {
    this.core = core;
    this.calls = calls;
    this.transport = core.environment().media();
    this.hosts = new MediaHosts(core, requests);
    this.retries = new MediaRetries(core, socket);
  }

  @Override
  public CompletionStage<UploadedMedia> upload(
      MediaKind kind, byte[] mediaKey, MediaSource source) {
    return upload(uploads -> uploads.upload(kind, mediaKey, source));
  }

  @Override
  public CompletionStage<UploadedMedia> uploadPlain(MediaKind kind, MediaSource source) {
    return upload(uploads -> uploads.uploadPlain(kind, source));
  }

  private interface UploadStep {
    UploadedMedia of(Uploads uploads) throws InterruptedException;
  }

  private CompletionStage<UploadedMedia> upload(UploadStep step) {
    var transfer = new Transfer<UploadedMedia>();
    var uploads = new Uploads(http(), transfer::connection, transfer::pause, transfer::moved);
    return start(transfer, () -> step.of(uploads));
  }

  @Override
  public CompletionStage<String> download(
      RemoteMedia media, Optional<MediaMessage> message, MediaSink sink) {
    var transfer = new Transfer<String>();
    var downloads = new Downloads(http(), transfer::connection, transfer::pause, transfer::moved);
    Optional<NewUpload> again = message.map(known -> () -> transfer.newUpload(media, known));
    return start(transfer, () -> downloads.download(media, again, sink));
  }

  /// A session with a proxy reaches the media hosts through it.
  private MediaHttp http() {
    return core.ports()
        .options()
        .proxy()
        .map(proxy -> core.environment().connector().http(core.loop(), proxy))
        .orElse(transport.http());
  }

  /// Downloads a file that is not a message's, into memory.
  ///
  /// @param maxBytes how long the plaintext may be
  /// @return on the loop; fails with [MediaFailure]
  CompletableFuture<byte[]> fetch(RemoteMedia file, int maxBytes) {
    var bytes = new ByteArrayOutputStream();
    MediaSink sink =
        piece -> {
          if (bytes.size() + piece.remaining() > maxBytes) {
            throw new MediaFailure(Code.TOO_LONG, "Expected at most " + maxBytes + " bytes");
          }
          bytes.writeBytes(ByteString.copyFrom(piece).toByteArray());
        };
    return core.onLoop(download(file, Optional.empty(), sink)).thenApply(_ -> bytes.toByteArray());
  }

  /// The phone's answer to a request for a new upload.
  void phoneAnswered(Node notification) {
    retries.answered(notification);
  }

  void tick(long nowNanos) {
    retries.tick(nowNanos);
    long stall = core.settings().mediaStall().toNanos();
    List.copyOf(running).stream()
        .filter(transfer -> transfer.isMoving && nowNanos - transfer.movedNanos >= stall)
        .forEach(
            transfer ->
                transfer.stop(
                    new MediaFailure(Code.UNREACHABLE, "The transfer came to a standstill")));
  }

  /// The session ends, and with it what is on its way.
  void ended() {
    List.copyOf(running)
        .forEach(
            transfer ->
                transfer.stop(new MediaFailure(Code.NOT_CONNECTED, "The session has ended")));
  }

  private <T> CompletionStage<T> start(Transfer<T> transfer, Work<T> work) {
    var result = new CompletableFuture<T>();
    var unused =
        calls
            .post(
                () -> {
                  transfer.begin(work);
                  // Wrapped: Calls knows other failures than those of transfers.
                  return CompletableFuture.completedFuture(transfer.result);
                })
            .thenCompose(transferred -> transferred)
            .whenComplete(
                (value, failure) -> {
                  if (failure == null) {
                    result.complete(value);
                  } else {
                    result.completeExceptionally(asMediaFailure(failure));
                  }
                });
    return result;
  }

  // ---- in a transfer's task

  private static <T> T await(CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw asMediaFailure(e.getCause());
    }
  }

  private static MediaFailure asMediaFailure(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null ->
          asMediaFailure(wrapped.getCause());
      case MediaFailure known -> known;
      case SendFailure known ->
          new MediaFailure(Code.NOT_CONNECTED, String.valueOf(known.getMessage()));
      default -> {
        SessionCore.log.error("a transfer failed in an unexpected way", failure);
        yield new MediaFailure(Code.INTERNAL, "A fault of ours");
      }
    };
  }

  /// Confined to the loop, but for the task and what it tells of its progress.
  private final class Transfer<T> implements Progress {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private Optional<Future<?>> task = Optional.empty();
    private volatile long movedNanos;
    private volatile boolean isMoving;

    void begin(Work<T> work) {
      running.add(this);
      try {
        task = Optional.of(transport.tasks().submit(() -> carryOut(work)));
      } catch (RejectedExecutionException _) {
        stop(new MediaFailure(Code.NOT_CONNECTED, "The process ends"));
      }
    }

    private void carryOut(Work<T> work) {
      try {
        transport.slots().acquire();
        try {
          moved();
          T value = work.run();
          core.onLoop(() -> done(value));
        } finally {
          transport.slots().release();
        }
      } catch (InterruptedException _) {
        core.onLoop(
            () -> stop(new MediaFailure(Code.NOT_CONNECTED, "The transfer was interrupted")));
      } catch (RuntimeException e) {
        core.onLoop(() -> stop(asMediaFailure(e)));
      }
    }

    @Override
    public void moved() {
      movedNanos = core.nanoTime();
      isMoving = true;
    }

    private MediaConnection connection(Optional<MediaConnection> refused)
        throws InterruptedException {
      return waiting(() -> await(calls.post(() -> hosts.get(refused))));
    }

    private String newUpload(RemoteMedia media, MediaMessage message) throws InterruptedException {
      return waiting(
          () ->
              await(
                  await(
                      calls.post(
                          () ->
                              CompletableFuture.completedFuture(
                                  retries.ask(media.mediaKey(), message))))));
    }

    private void pause(Duration length) throws InterruptedException {
      waiting(
          () -> {
            transport.pause().forAWhile(length);
            return length;
          });
    }

    /// A step that has a patience of its own.
    private <V> V waiting(Work<V> step) throws InterruptedException {
      isMoving = false;
      try {
        return step.run();
      } finally {
        moved();
      }
    }

    private void done(T value) {
      running.remove(this);
      result.complete(value);
    }

    void stop(MediaFailure why) {
      running.remove(this);
      task.ifPresent(running -> running.cancel(true));
      result.completeExceptionally(why);
    }
  }
}
