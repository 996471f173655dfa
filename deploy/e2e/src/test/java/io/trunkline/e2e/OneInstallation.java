package io.trunkline.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives test classes the one installation of this run: two workers on ports of its own, started
/// with the first class that asks and ended with the run; and a collector of traces.
final class OneInstallation implements ParameterResolver {
  private static final Namespace SPACE = Namespace.create(OneInstallation.class);
  private static final int PORT = Integer.getInteger("trunkline.e2e.port", 21_000);
  private static final int WORKERS = 2;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == Installation.class || type == SpanReceiver.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var store = context.getRoot().getStore(SPACE);
    return parameter.getParameter().getType() == SpanReceiver.class
        ? store.computeIfAbsent(SpanReceiver.class, key -> new SpanReceiver(), SpanReceiver.class)
        : store.computeIfAbsent(
            Installation.class, key -> Installation.start(PORT, WORKERS), Installation.class);
  }
}
