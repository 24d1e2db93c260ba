package io.celeriac.protocol;

/** The one serialiser of Celery's that is refused by name, with the reason. */
final class Pickle {
  static final String REASON =
      "pickle is refused because reading it runs whatever code its sender chose;"
          + " have the producer send json, msgpack or yaml (task_serializer)";

  private Pickle() {}

  static boolean is(String nameOrMediaType) {
    return nameOrMediaType.equalsIgnoreCase("pickle")
        || nameOrMediaType.equalsIgnoreCase("application/x-python-serialize");
  }

  static void refuse(String nameOrMediaType) {
    if (is(nameOrMediaType)) {
      throw new IllegalArgumentException("serializer '" + nameOrMediaType + "': " + REASON);
    }
  }
}
