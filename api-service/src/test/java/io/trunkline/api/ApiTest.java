package io.trunkline.api;

import io.trunkline.local.TestInfrastructure;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// A test that shares the service, its servers and its worker with all others, and so uses tenants
/// and sessions of its own.
abstract class ApiTest extends ServiceTest {
  private static FakeWorker worker;

  @DynamicPropertySource
  static void infrastructure(DynamicPropertyRegistry registry) {
    register(registry, TestInfrastructure.shared());
  }

  @Override
  FakeWorker worker() {
    if (worker == null) {
      worker = new FakeWorker(TestInfrastructure.shared().kafkaBootstrap());
    }
    return worker;
  }
}
