package io.trunkline.worker.settings;

import io.trunkline.worker.ownership.OwnershipTimes;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How a worker owns and serves its sessions.
///
/// @param id name of this worker in leases and logs; two running workers never share one
/// @param lease how long a lease lasts; a crash is noticed after this, a pause shorter than this
///     goes unnoticed. Default 6 s
/// @param renewEvery time between renewals, default 2 s
/// @param handoverWait how long a handover waits for commands in flight, default 2 s
/// @param connectsPerSecond bound of logins after a takeover, default 200
/// @param mailbox commands that one session holds at a time; beyond it they are answered busy.
///     Default 64
/// @param groupCommit most sessions whose changes share a transaction, default 256
/// @param publishQueue events that wait for the broker in memory; beyond it they wait in the inbox
///     or at WhatsApp. Default 20000
@Validated
@ConfigurationProperties("trunkline.worker")
public record WorkerSettings(
    @NotBlank String id,
    @DefaultValue("6s") Duration lease,
    @DefaultValue("2s") Duration renewEvery,
    @DefaultValue("2s") Duration handoverWait,
    @Min(1) @DefaultValue("200") int connectsPerSecond,
    @Min(1) @DefaultValue("64") int mailbox,
    @Min(1) @DefaultValue("256") int groupCommit,
    @Min(1) @DefaultValue("20000") int publishQueue) {

  public OwnershipTimes times() {
    var standard = OwnershipTimes.DEFAULT;
    return new OwnershipTimes(
        lease.toMillis(),
        renewEvery.toMillis(),
        standard.wantEveryMs(),
        standard.confirmedMs(),
        handoverWait.toMillis(),
        standard.flushWaitMs());
  }
}
