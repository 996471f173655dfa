package io.trunkline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class TestInfrastructureTest {
  private final TestInfrastructure infrastructure = TestInfrastructure.shared();

  @Test
  void everyRoleConnectsWithItsOwnPasswordAndOwnsNoMoreThanItsSchema() throws Exception {
    for (var role : LocalPostgres.ROLES) {
      try (var connection = infrastructure.postgres().connect(role);
          var statement = connection.createStatement()) {
        var answer =
            statement.executeQuery(
                "SELECT current_schema(), rolsuper, rolbypassrls FROM pg_roles"
                    + " WHERE rolname = current_user");
        answer.next();
        assertThat(role).startsWith("trunkline_" + answer.getString(1));
        assertThat(answer.getBoolean(2)).isFalse();
        assertThat(answer.getBoolean(3)).isFalse();
      }
    }
  }

  @Test
  void onlyTheOwnerMakesTables() throws Exception {
    try (var owner = infrastructure.postgres().connect("trunkline_webhook_owner");
        var statement = owner.createStatement()) {
      statement.execute("CREATE TABLE local_test (id int)");
      statement.execute("DROP TABLE local_test");
    }
    try (var service = infrastructure.postgres().connect("trunkline_webhook");
        var statement = service.createStatement()) {
      assertThatThrownBy(() -> statement.execute("CREATE TABLE local_test (id int)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void topicsAreThere() {
    assertThat(infrastructure.kafka().topics()).containsAll(LocalKafka.TOPICS.keySet());
  }

  @Test
  void aRoleThatIsNoneHasNoPassword() {
    assertThatThrownBy(() -> infrastructure.password("nobody"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesOfRolesAreThoseOfTheBootstrap() throws Exception {
    var names = new ArrayList<String>();
    try (var connection = infrastructure.postgres().connect(LocalPostgres.SUPERUSER);
        var statement = connection.createStatement()) {
      var answer =
          statement.executeQuery("SELECT rolname FROM pg_roles WHERE rolname LIKE 'trunkline%'");
      while (answer.next()) {
        names.add(answer.getString(1));
      }
    }
    assertThat(names).containsExactlyInAnyOrderElementsOf(LocalPostgres.ROLES);
  }
}
