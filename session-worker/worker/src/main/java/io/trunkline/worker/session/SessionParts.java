package io.trunkline.worker.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.whatsapp.client.WhatsAppClient;
import io.trunkline.worker.event.InboxDelivery;
import io.trunkline.worker.event.Publisher;
import io.trunkline.worker.media.MediaStore;
import io.trunkline.worker.media.SecretFiles;
import io.trunkline.worker.ownership.OwnershipTimes;
import io.trunkline.worker.secret.MasterKeys;
import io.trunkline.worker.shard.Epochs;
import io.trunkline.worker.shard.MonotonicClock;
import io.trunkline.worker.store.GroupCommit;
import io.trunkline.worker.store.SessionRows;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/// What all sessions of a worker share.
///
/// @param reads runs blocking reads and the mailboxes; threads are cheap there
/// @param timer for waits of any kind; its tasks are short
/// @param fenced told when a tenure turns out to be over
/// @param mailbox commands that one session holds at a time
public record SessionParts(
    WhatsAppClient client,
    SessionRows rows,
    GroupCommit commits,
    Publisher publisher,
    InboxDelivery inbox,
    Epochs epochs,
    MasterKeys masterKeys,
    MediaStore media,
    SecretFiles secrets,
    SecureRandom random,
    Clock clock,
    MonotonicClock monotonic,
    OwnershipTimes times,
    Executor reads,
    ScheduledExecutorService timer,
    BiConsumer<io.trunkline.worker.ownership.Shard, io.trunkline.worker.ownership.Epoch> fenced,
    int mailbox,
    Tracing tracing,
    MeterRegistry meters) {}
