package io.celeriac.interop;

/**
 * A row of interop/acceptance/reverse.md.
 *
 * @param number its number there
 * @param needsRedis whether it is about results in Redis
 * @param idle whether the worker must have nothing else to do
 * @param check makes the calls, and compares
 */
record ReverseRow(String number, boolean needsRedis, boolean idle, Check check) {

  /** Calls, and what is expected of them. */
  @FunctionalInterface
  interface Check {
    void run(ReverseClient client) throws Exception;
  }

  static ReverseRow of(String number, Check check) {
    return new ReverseRow(number, false, false, check);
  }

  static ReverseRow ofIdle(String number, Check check) {
    return new ReverseRow(number, false, true, check);
  }

  static ReverseRow onRedis(String number, Check check) {
    return new ReverseRow(number, true, false, check);
  }
}
