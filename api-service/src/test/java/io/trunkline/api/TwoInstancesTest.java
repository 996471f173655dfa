package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

class TwoInstancesTest extends ApiTest {
  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Autowired private ConfigurableEnvironment environment;
  private ServletWebServerApplicationContext other;

  @BeforeEach
  void startAnother() {
    var settings =
        List.of(
            "trunkline.postgres.url",
            "trunkline.postgres.password",
            "trunkline.postgres.owner-password",
            "trunkline.postgres.jobs-password",
            "trunkline.kafka.bootstrap-servers",
            "trunkline.identity.public-key",
            "trunkline.jwt-secret",
            "trunkline.api.send-wait",
            "trunkline.api.link-wait",
            "trunkline.api.outbox.command-deadline",
            "trunkline.api.outbox.grace",
            "trunkline.api.outbox.poll");
    var arguments = new ArrayList<String>(List.of("--server.port=0", "--management.server.port=0"));
    settings.forEach(
        name -> arguments.add("--" + name + "=" + environment.getRequiredProperty(name)));
    other =
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(ApiApplication.class)
                .run(arguments.toArray(String[]::new));
  }

  @AfterEach
  void stopTheOther() {
    other.close();
  }

  @Test
  void aChatServedByTwoInstancesKeepsItsOrderAndEachTextLeavesOnce() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var expected = new ArrayList<String>();
    for (var i = 0; i < 40; i++) {
      var text = "text " + i;
      expected.add(text);
      if (i % 2 == 0) {
        assertThat(status(send(tenant, connection, "9999900000", text).expect(200)))
            .isEqualTo("sent");
      } else {
        assertThat(sendThroughTheOther(tenant, connection, text)).contains("\"status\":\"sent\"");
      }
    }
    assertThat(texts(connection)).containsExactlyElementsOf(expected);
  }

  @Test
  void sendsAtOnceThroughBothAreAllSentOnce() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    CompletableFuture.allOf(
            IntStream.range(0, 60)
                .mapToObj(
                    i ->
                        CompletableFuture.runAsync(
                            () -> {
                              if (i % 2 == 0) {
                                send(tenant, connection, "9999900000", "text " + i).expect(200);
                              } else {
                                sendThroughTheOther(tenant, connection, "text " + i);
                              }
                            },
                            THREADS))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    eventually(
        () ->
            assertThat(
                    get(tenant(tenant), "/api/v1/messages?status=sent&limit=200")
                        .data()
                        .get("messages")
                        .size())
                .isEqualTo(60));
    assertThat(texts(connection)).hasSize(60).doesNotHaveDuplicates();
  }

  private String sendThroughTheOther(UUID tenant, UUID connection, String text) {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + other.getWebServer().getPort() + "/api/v1/messages/send"))
            .header(Caller.HEADER, sign(tenant(tenant)))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    JSON.writeValueAsBytes(
                        Map.of(
                            "connectionId",
                            connection.toString(),
                            "mobileNumber",
                            "9999900000",
                            "message",
                            text))))
            .build();
    try {
      var response = HTTP.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String status(Answer answer) {
    return answer.data().get("message").get("status").stringValue();
  }

  private List<String> texts(UUID connection) {
    return worker().sends(connection).stream()
        .map(command -> command.getSend().getMessage().getContent().getText().getBody())
        .toList();
  }
}
