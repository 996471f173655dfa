package io.trunkline.whatsapp.client.media;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/// What transfers need of the process, shared by all sessions.
///
/// @param http speaks to the media hosts, for sessions without a proxy
/// @param tasks runs transfers, which block: virtual threads. It must interrupt a task that is
///     cancelled
/// @param slots how many transfers run at a time, which bounds their memory; others wait
/// @param pause waits between tries
public record MediaTransport(MediaHttp http, ExecutorService tasks, Semaphore slots, Pause pause) {
  public MediaTransport {
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(tasks, "tasks");
    Objects.requireNonNull(slots, "slots");
    Objects.requireNonNull(pause, "pause");
  }
}
