package io.celeriac.cli;

/** The {@code celeriac} command. For now it knows its version only. */
public final class CeleriacCommand {

  private CeleriacCommand() {}

  /**
   * Runs the command.
   *
   * @param arguments what stood on the command line after {@code celeriac}
   */
  public static void main(String[] arguments) {
    String version = CeleriacCommand.class.getPackage().getImplementationVersion();
    System.out.println("celeriac " + (version == null ? "(unpackaged)" : version));
  }
}
