package io.trunkline.whatsapp.protocol.message;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.Addition.PollVote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Who chose what in a poll.
///
/// @param results an entry for each option, in the poll's order
public record PollTally(List<Result> results) {
  public PollTally {
    results = List.copyOf(results);
  }

  /// Counts each voter's last vote by its sender's clock; of two at the same instant the one later
  /// in the list. An empty vote withdraws the earlier ones, and options that the poll does not have
  /// are ignored. How many options a vote may choose is not checked.
  ///
  /// @param options the names of the poll's options
  /// @param votes in any order
  public static PollTally count(List<String> options, List<Vote> votes) {
    Map<Jid, Vote> last = new LinkedHashMap<>();
    votes.stream()
        .sorted(Comparator.comparing(Vote::sentAt))
        .forEach(vote -> last.put(vote.voter(), vote));
    return new PollTally(options.stream().map(option -> result(option, last.values())).toList());
  }

  private static Result result(String option, Iterable<Vote> votes) {
    ByteString hash = PollVote.hash(option);
    List<Jid> voters = new ArrayList<>();
    for (Vote vote : votes) {
      if (vote.selectedOptions().contains(hash)) {
        voters.add(vote.voter());
      }
    }
    return new Result(option, voters);
  }

  /// A vote, decrypted.
  ///
  /// @param voter kept without device; the caller names each voter always by LID or always by phone
  ///     number
  /// @param selectedOptions hashes of the options; empty to withdraw
  /// @param sentAt by the voter's clock
  public record Vote(Jid voter, List<ByteString> selectedOptions, Instant sentAt) {
    public Vote {
      voter = voter.toUserJid();
      selectedOptions = List.copyOf(selectedOptions);
      Objects.requireNonNull(sentAt, "sentAt");
    }

    @Override
    public String toString() {
      return "Vote[" + selectedOptions.size() + " options]";
    }
  }

  /// An option and who chose it.
  ///
  /// @param voters those who cast their first vote earlier come first
  public record Result(String option, List<Jid> voters) {
    public Result {
      Objects.requireNonNull(option, "option");
      voters = List.copyOf(voters);
    }

    @Override
    public String toString() {
      return "Result[" + voters.size() + " voters]";
    }
  }
}
