package io.celeriac.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The command, run in this JVM, and what it printed. */
record CommandRun(int status, String output, String errors) {

  static CommandRun of(Path directory, String... arguments) {
    return of(Map.of(), directory, arguments);
  }

  static CommandRun of(Map<String, String> environment, Path directory, String... arguments) {
    return of(environment, directory, "", arguments);
  }

  /** With what a person types. */
  static CommandRun typing(String typed, Path directory, String... arguments) {
    return of(Map.of(), directory, typed, arguments);
  }

  private static CommandRun of(
      Map<String, String> environment, Path directory, String typed, String... arguments) {
    ByteArrayInputStream input = new ByteArrayInputStream(typed.getBytes(Charset.defaultCharset()));
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    Surroundings surroundings =
        new Surroundings(environment, directory, input, Terminal.PLAIN, Terminal.PLAIN);
    CommandLine command = CeleriacCommand.commandLine(surroundings, List.of(arguments));
    command.setOut(new PrintWriter(output, true));
    command.setErr(new PrintWriter(errors, true));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      int status = command.execute(arguments);
      return new CommandRun(status, output.toString(), errors.toString());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
