package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.group.CreateGroup;
import io.trunkline.proto.group.GroupCommand;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The worker's schema goes back to a backup in the middle of a conversation, and the operator
/// declares it.
class RestoreTest {
  private static final String OWN = "96170000021";
  private static final String FRIEND = "96170000022";
  private static final int BEFORE = 5;

  /// More than a reservation of 64 covers.
  private static final int LOST = 70;

  private static final int AFTER = 5;
  private static final int ANSWERS = 3;

  private final UUID tenant = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();
  private final List<String> texts = new ArrayList<>();

  @Test
  void noKeyIsUsedTwiceAfterADeclaredRestore(@TempDir Path folder) throws Exception {
    var infrastructure = TestInfrastructure.start();
    try (var simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
        var gateway = new Gateway(infrastructure)) {
      var owner = owner(infrastructure);
      var phones = new Phones(simulator.controlUrl());
      String group;
      try (var _ = worker("first", infrastructure, simulator, folder)) {
        link(gateway, phones);
        group = createGroup(gateway);
        converse(gateway, phones, group, BEFORE);
        backUp(owner);
        converse(gateway, phones, group, LOST);
        assertThatThrownBy(() -> declare(owner)).hasMessageContaining("stop all workers first");
      }
      restore(owner);
      // What the restored rows say of workers is as old as the backup.
      owner.sql("UPDATE worker.worker SET seen_at = now() - interval '1 minute'").update();
      declare(owner);
      try (var _ = worker("second", infrastructure, simulator, folder)) {
        gateway.event(
            session,
            event ->
                event.getConnection().getState() == ConnectionState.OPEN
                    && event.getEpoch() > 1_000_000);
        converse(gateway, phones, group, AFTER);
        assertThat(isStockLost(owner)).isFalse();
      }
      check(phones);
    } finally {
      infrastructure.close();
    }
  }

  private static ConfigurableApplicationContext worker(
      String id, TestInfrastructure infrastructure, Simulator simulator, Path folder) {
    return new SpringApplicationBuilder(WorkerApplication.class)
        .run(
            WorkerProcess.settings(id, infrastructure, simulator, folder).entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new));
  }

  private static JdbcClient owner(TestInfrastructure infrastructure) {
    return JdbcClient.create(
        new DriverManagerDataSource(
            infrastructure.postgresUrl(),
            "trunkline_worker_owner",
            infrastructure.password("trunkline_worker_owner")));
  }

  private void link(Gateway gateway, Phones phones) {
    phones.create(OWN, "Own");
    phones.create(FRIEND, "Friend");
    gateway.link(tenant, session, phones, OWN);
  }

  private String createGroup(Gateway gateway) {
    var create = CreateGroup.newBuilder().setSubject("Restored").addParticipants(pn(FRIEND));
    var reply =
        gateway.ask(
            gateway.command(tenant, session).setGroup(GroupCommand.newBuilder().setCreate(create)));
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
    return reply.getGroup().getGroup().getJid();
  }

  /// Texts to a contact and to a group, and answers; all are waited for.
  private void converse(Gateway gateway, Phones phones, String group, int count) {
    for (int i = 0; i < count; i++) {
      send(gateway, pn(FRIEND), "text " + texts.size());
      send(gateway, group, "text " + texts.size());
    }
    assertThat(phones.texts(FRIEND, texts.size())).containsAll(texts);
    for (int i = 0; i < ANSWERS; i++) {
      var answer = "answer " + i + " to " + texts.size();
      phones.send(FRIEND, OWN, answer);
      gateway.event(session, event -> says(event, answer));
    }
  }

  private void send(Gateway gateway, String to, String text) {
    var reply = gateway.ask(gateway.command(tenant, session).setSend(gateway.text(to, text)));
    assertThat(reply.getCode()).as(reply.getReason()).isEqualTo(ReplyCode.OK);
    texts.add(text);
  }

  private static void backUp(JdbcClient owner) {
    owner.sql("CREATE TABLE worker.kept_epoch AS SELECT last_value FROM worker.epoch").update();
    tables(owner)
        .forEach(
            table ->
                owner
                    .sql("CREATE TABLE worker.kept_%1$s AS TABLE worker.%1$s".formatted(table))
                    .update());
  }

  private static void restore(JdbcClient owner) {
    var tables = tables(owner);
    owner
        .sql("TRUNCATE " + String.join(", ", tables.stream().map(one -> "worker." + one).toList()))
        .update();
    tables.forEach(
        table ->
            owner.sql("INSERT INTO worker.%1$s TABLE worker.kept_%1$s".formatted(table)).update());
    owner
        .sql("SELECT setval('worker.epoch', (SELECT last_value FROM worker.kept_epoch))")
        .query(Long.class)
        .single();
  }

  /// Those that others refer to come first.
  private static List<String> tables(JdbcClient owner) {
    return owner
        .sql(
            """
            SELECT tablename FROM pg_tables
            WHERE schemaname = 'worker' AND tablename NOT LIKE 'kept%'
              AND tablename <> 'flyway_schema_history'
            ORDER BY tablename <> 'tenant_key', tablename <> 'session', tablename
            """)
        .query(String.class)
        .list();
  }

  private static void declare(JdbcClient owner) {
    var declared = owner.sql("SELECT * FROM worker.declare_restore()").query().singleRow();
    assertThat(declared.get("sessions")).isEqualTo(1L);
    assertThat((Long) declared.get("ratchets")).isPositive();
    assertThat(declared.get("sender_keys")).isEqualTo(1L);
  }

  private static boolean isStockLost(JdbcClient owner) {
    return owner.sql("SELECT is_stock_lost FROM worker.session").query(Boolean.class).single();
  }

  private void check(Phones phones) {
    var shown = phones.texts(FRIEND, texts.size());
    assertThat(shown).containsAll(texts).doesNotHaveDuplicates();
    assertThat(texts)
        .isEqualTo(
            IntStream.range(0, 2 * (BEFORE + LOST + AFTER)).mapToObj(i -> "text " + i).toList());
    var stats = phones.stats();
    for (var counter : List.of("duplicateIds", "keyReuse")) {
      assertThat(stats.path(counter).asInt()).as(counter).isZero();
    }
  }

  private static String pn(String number) {
    return number + "@s.whatsapp.net";
  }

  private static boolean says(Event event, String text) {
    return event.getMessage().getContent().getText().getBody().equals(text);
  }
}
