package io.trunkline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpOptionsTest {
  @Test
  void everyOptionIsTaken() {
    var options =
        UpOptions.parse(
            List.of(
                "--workers",
                "3",
                "--data",
                "a folder",
                "--port",
                "5000",
                "--no-demo",
                "--env",
                "file",
                "--whatsapp",
                "--set",
                "trunkline.a.b-c=1=2"));
    assertThat(options.workers()).contains(3);
    assertThat(options.data()).contains(Path.of("a folder"));
    assertThat(options.port()).contains(5000);
    assertThat(options.environmentFile()).contains(Path.of("file"));
    assertThat(options.demo()).isFalse();
    assertThat(options.whatsapp()).isTrue();
    assertThat(options.settings()).isEqualTo(Map.of("trunkline.a.b-c", "1=2"));
  }

  @Test
  void withoutOptionsTheDemoRunsInTheSimulator() {
    var options = UpOptions.parse(List.of());
    assertThat(options.demo()).isTrue();
    assertThat(options.whatsapp()).isFalse();
    assertThat(options.port()).isEmpty();
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    refused("--port takes a number from 1024 to 58000, not 80.", "--port", "80");
    refused("--workers takes a number from 1 to 64, not many.", "--workers", "many");
    refused("--data needs a value.", "--data");
    refused("Unknown option --wat: deploy/up --help lists them.", "--wat");
    refused("--set takes name=value, such as trunkline.worker.x=1.", "--set", "x");
  }

  @Test
  void noTwoPortsOfAnInstallationAreTheSame() {
    var plan = new PortPlan(5000);
    assertThat(
            List.of(
                plan.edgeAll().get(0),
                plan.edgeAll().get(1),
                plan.edgeAll().get(2),
                plan.edgeManagement(),
                plan.api(),
                plan.apiManagement(),
                plan.webhook(),
                plan.webhookManagement(),
                plan.postgres(),
                plan.redis(),
                plan.kafka(),
                plan.kafkaController(),
                plan.workerManagement(1),
                plan.workerManagement(UpOptions.MOST_WORKERS),
                plan.simulatorSocket(),
                plan.simulatorTls(),
                plan.simulatorControl()))
        .doesNotHaveDuplicates()
        .contains(5000, 5002, 10_000, 9080, 9443, 9090, 5020, 5031);
  }

  private static void refused(String message, String... arguments) {
    assertThatThrownBy(() -> UpOptions.parse(List.of(arguments)))
        .isInstanceOf(LocalFailure.class)
        .hasMessage(message);
  }
}
