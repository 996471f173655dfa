package io.trunkline.worker;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives test classes the one [Scene] of this run, which begins with the first class that asks and
/// ends with the run.
final class OneScene implements ParameterResolver {
  private static final Namespace SPACE = Namespace.create(OneScene.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Scene.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(SPACE)
        .computeIfAbsent(Scene.class, key -> Scene.begin(), Scene.class);
  }
}
