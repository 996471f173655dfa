package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.command.Command;
import io.trunkline.proto.content.MessageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest extends ApiTest {
  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

  @Test
  void textsOfAChatLeaveInTheOrderOfAcceptance() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var expected = new ArrayList<String>();
    for (var i = 0; i < 20; i++) {
      send(tenant, connection, "9999900000", "text " + i).expect(200);
      expected.add("text " + i);
    }
    assertThat(texts(worker().sends(connection))).containsExactlyElementsOf(expected);
  }

  @Test
  void atMost32AreInFlightAndTheRestFollows() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.IGNORE);
    inParallel(40, i -> send(tenant, connection, "99999000" + (10 + i), "text").expect(200));
    var first = distinct(worker().sends(connection));
    assertThat(first).hasSize(32);
    worker().onSend(connection, FakeWorker.Sending.ACKNOWLEDGE);
    // The 32 are issued again past their deadline, and their answers make room.
    eventually(() -> assertThat(distinct(worker().sends(connection))).hasSize(40));
    eventually(
        () ->
            assertThat(
                    get(tenant(tenant), "/api/v1/messages?status=pending")
                        .expect(200)
                        .data()
                        .get("messages")
                        .size())
                .isZero());
  }

  @Test
  void afterAReconnectEverythingUnansweredIsIssuedAgainOldestFirst() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.IGNORE);
    for (var i = 0; i < 3; i++) {
      send(tenant, connection, "9999900000", "text " + i).expect(200);
    }
    worker().lose(connection);
    awaitStatus(tenant, connection, "connected", "disconnected");
    send(tenant, connection, "9999900000", "text 3").expect(200);
    var before = worker().sends(connection).size();
    worker().onSend(connection, FakeWorker.Sending.ACKNOWLEDGE);
    worker().reconnect(connection);
    eventually(
        () -> {
          var again =
              worker().sends(connection).stream()
                  .skip(before)
                  .filter(command -> command.getConnection() == 2)
                  .toList();
          assertThat(texts(again)).containsExactly("text 0", "text 1", "text 2", "text 3");
        });
    var first = worker().sends(connection).getFirst();
    var repeat =
        worker().sends(connection).stream()
            .filter(command -> command.getConnection() == 2)
            .findFirst()
            .orElseThrow();
    assertThat(repeat.getSend()).isEqualTo(first.getSend());
    assertThat(repeat.getCommandId()).isNotEqualTo(first.getCommandId());
  }

  @Test
  void aCommandThatNobodyAnsweredIsIssuedAgainPastItsDeadline() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.IGNORE);
    var message = send(tenant, connection, "9999900000", "text").expect(200).data().get("message");
    worker().onSend(connection, FakeWorker.Sending.ACKNOWLEDGE);
    eventually(
        () ->
            assertThat(message(tenant, message.get("id").stringValue()).get("status").stringValue())
                .isEqualTo("sent"));
    var sends = worker().sends(connection);
    assertThat(sends).hasSize(2);
    assertThat(sends.get(0).getSend()).isEqualTo(sends.get(1).getSend());
    assertThat(sends.get(1).getDeadlineMs()).isGreaterThan(sends.get(0).getDeadlineMs());
  }

  @Test
  void aMessageThatABusyWorkerDidNotTakeComesBackBeforeItsDeadline() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.BUSY);
    var reply = CompletableFuture.supplyAsync(() -> send(tenant, connection, "9999900000", "text"));
    eventually(() -> assertThat(worker().sends(connection)).hasSizeGreaterThan(1));
    var sends = worker().sends(connection);
    assertThat(sends.get(1).getSend()).isEqualTo(sends.get(0).getSend());
    assertThat(sends.get(1).getCommandId()).isNotEqualTo(sends.get(0).getCommandId());
    worker().onSend(connection, FakeWorker.Sending.ACKNOWLEDGE);
    var id = reply.join().expect(200).data().get("message").get("id").stringValue();
    eventually(() -> assertThat(message(tenant, id).get("status").stringValue()).isEqualTo("sent"));
  }

  @Test
  void aSocketThatIsAwayWithoutTheProjectionKnowingIsToldAsPendingAtOnce() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.NOT_CONNECTED);
    var message = send(tenant, connection, "9999900000", "text").expect(200).data().get("message");
    assertThat(message.get("status").stringValue()).isEqualTo("pending");
    worker().onSend(connection, FakeWorker.Sending.ACKNOWLEDGE);
    eventually(
        () ->
            assertThat(message(tenant, message.get("id").stringValue()).get("status").stringValue())
                .isEqualTo("sent"));
  }

  @Test
  void anAnsweredMessageIsNotIssuedAgain() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var sent = send(tenant, connection, "9999900000", "text").expect(200).data().get("message");
    eventually(
        () ->
            assertThat(message(tenant, sent.get("id").stringValue()).get("status").stringValue())
                .isEqualTo("sent"));
    worker().lose(connection);
    worker().reconnect(connection);
    awaitStatus(tenant, connection, "connected", "connected");
    send(tenant, connection, "9999900000", "next").expect(200);
    assertThat(texts(worker().sends(connection))).containsExactly("text", "next");
  }

  @Test
  void aMessageTheServerHasIsNotPendingThoughOnlyTheReceiptTold() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.IGNORE);
    var reply = CompletableFuture.supplyAsync(() -> send(tenant, connection, "9999900000", "text"));
    eventually(() -> assertThat(worker().sends(connection)).hasSize(1));
    worker()
        .status(
            connection,
            worker().sends(connection).getFirst().getSend().getMessage().getWhatsappId(),
            MessageStatus.DELIVERED);
    assertThat(reply.join().expect(200).data().get("message").get("status").stringValue())
        .isEqualTo("delivered");
  }

  private static void inParallel(int count, java.util.function.IntConsumer work) {
    CompletableFuture.allOf(
            IntStream.range(0, count)
                .mapToObj(i -> CompletableFuture.runAsync(() -> work.accept(i), THREADS))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static List<String> texts(List<Command> sends) {
    return sends.stream()
        .map(command -> command.getSend().getMessage().getContent().getText().getBody())
        .toList();
  }

  private static List<UUID> distinct(List<Command> sends) {
    return sends.stream()
        .map(command -> UUID.fromString(command.getSend().getMessageId()))
        .distinct()
        .toList();
  }
}
