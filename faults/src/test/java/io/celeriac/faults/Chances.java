package io.celeriac.faults;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives each test a {@link Chance}, and tells its seed when the test fails. */
final class Chances implements ParameterResolver, TestExecutionExceptionHandler {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Chances.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Chance.class;
  }

  @Override
  public Chance resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Chance drawn = Chance.drawn();
    test.getStore(NAMESPACE).put(Chance.class, drawn);
    return drawn;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext test, Throwable failure)
      throws Throwable {
    Chance drawn = test.getStore(NAMESPACE).get(Chance.class, Chance.class);
    if (drawn != null && !(failure instanceof org.opentest4j.TestAbortedException)) {
      throw new AssertionError(
          "With seed %d (again: ./test --faults -Dfaults.seed=%d -Dtest=%s): %s"
              .formatted(
                  drawn.seed(),
                  drawn.seed(),
                  test.getRequiredTestClass().getSimpleName(),
                  failure.getMessage()),
          failure);
    }
    throw failure;
  }
}
