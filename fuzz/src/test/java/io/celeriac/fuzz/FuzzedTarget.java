package io.celeriac.fuzz;

/** What Jazzer calls: one target, chosen by its name. */
public final class FuzzedTarget {

  private static Target target = Targets.PLANTED;

  private FuzzedTarget() {}

  /** Called once, before anything is read. */
  public static void fuzzerInitialize(String[] arguments) {
    target = Targets.named(arguments[0]);
  }

  /** Called with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.read(input);
  }
}
