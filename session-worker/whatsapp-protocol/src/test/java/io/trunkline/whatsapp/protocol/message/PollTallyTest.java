package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PollTally.Result;
import io.trunkline.whatsapp.protocol.message.PollTally.Vote;
import io.trunkline.whatsapp.protocol.message.content.Addition.PollVote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PollTallyTest {
  private static final Jid ALICE = Jid.parse("111@lid");
  private static final Jid BOB = Jid.parse("222@lid");
  private static final List<String> OPTIONS = List.of("yes", "no", "perhaps");

  @Test
  void optionsAreNamedByTheirHash() {
    assertThat(PollVote.hash("yes"))
        .isEqualTo(
            ByteString.fromHex("8a798890fe93817163b10b5f7bd2ca4d25d84c52739a645a889c173eee7d9d3d"));
  }

  @Test
  void everyOptionHasItsVoters() {
    assertThat(count(vote(ALICE, 1, "yes", "no"), vote(BOB, 2, "no")))
        .containsExactly(
            new Result("yes", List.of(ALICE)),
            new Result("no", List.of(ALICE, BOB)),
            new Result("perhaps", List.of()));
  }

  @Test
  void theLastVoteBySendersClockCounts() {
    assertThat(count(vote(ALICE, 5, "yes"), vote(ALICE, 4, "no"), vote(ALICE, 3, "perhaps")))
        .containsExactly(
            new Result("yes", List.of(ALICE)),
            new Result("no", List.of()),
            new Result("perhaps", List.of()));
  }

  @Test
  void ofTwoAtTheSameInstantTheLaterInTheListCounts() {
    assertThat(count(vote(ALICE, 5, "yes"), vote(ALICE, 5, "no")).get(1).voters())
        .containsExactly(ALICE);
  }

  @Test
  void anEmptyVoteWithdraws() {
    assertThat(count(vote(ALICE, 1, "yes"), vote(ALICE, 2)))
        .allSatisfy(result -> assertThat(result.voters()).isEmpty());
    assertThat(count(vote(ALICE, 1, "yes"), vote(ALICE, 2), vote(ALICE, 3, "no")).get(1).voters())
        .containsExactly(ALICE);
  }

  @Test
  void unknownOptionsAreIgnored() {
    Vote strange =
        new Vote(
            ALICE,
            List.of(
                PollVote.hash("maybe"),
                ByteString.EMPTY,
                PollVote.hash("yes"),
                PollVote.hash("yes")),
            Instant.EPOCH);

    assertThat(count(strange))
        .containsExactly(
            new Result("yes", List.of(ALICE)),
            new Result("no", List.of()),
            new Result("perhaps", List.of()));
  }

  @Test
  void devicesOfAVoterAreOne() {
    assertThat(count(vote(ALICE.withDevice(1), 1, "yes"), vote(ALICE.withDevice(2), 2, "no")))
        .containsExactly(
            new Result("yes", List.of()),
            new Result("no", List.of(ALICE)),
            new Result("perhaps", List.of()));
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    qt().forAll(longs().all())
        .check(
            seed -> {
              Random random = new Random(seed);
              List<Vote> votes = new ArrayList<>();
              for (int i = 0; i < 12; i++) {
                votes.add(
                    vote(
                        Jid.parse(1 + random.nextInt(4) + "@lid"),
                        i,
                        OPTIONS.stream().filter(_ -> random.nextBoolean()).toArray(String[]::new)));
              }
              PollTally inOrder = PollTally.count(OPTIONS, votes);
              Collections.shuffle(votes, random);
              return PollTally.count(OPTIONS, votes).equals(inOrder);
            });
  }

  @Test
  void votesAndVotersDoNotShowInLogs() {
    assertThat(vote(ALICE, 1, "yes")).hasToString("Vote[1 options]");
    assertThat(PollTally.count(OPTIONS, List.of(vote(ALICE, 1, "yes"))).toString())
        .doesNotContain("111")
        .doesNotContain("perhaps");
  }

  private static List<Result> count(Vote... votes) {
    return PollTally.count(OPTIONS, List.of(votes)).results();
  }

  private static Vote vote(Jid voter, long second, String... options) {
    return new Vote(
        voter, Stream.of(options).map(PollVote::hash).toList(), Instant.ofEpochSecond(second));
  }
}
