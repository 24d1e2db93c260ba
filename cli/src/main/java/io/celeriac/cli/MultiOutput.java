package io.celeriac.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code multi} tells about the nodes that it starts and stops, in Celery's words.
 *
 * @param out where to
 * @param terminal what can be shown there
 * @param splash to begin with the version
 * @param quiet to tell nothing of what happens
 * @param verbose to tell the commands too
 */
record MultiOutput(
    PrintWriter out, Terminal terminal, boolean splash, boolean quiet, boolean verbose) {

  /** What was asked for, quiet or not. */
  void say(String line) {
    out.println(line);
    out.flush();
  }

  private void note(String text) {
    if (!quiet) {
      out.print(text);
      out.flush();
    }
  }

  void begin() {
    if (splash) {
      note(Style.CYAN.of("celeriac multi v" + VersionText.version(), terminal) + "\n");
    }
  }

  void starting() {
    note("> Starting nodes...\n");
  }

  void nodeStarts(String node) {
    note("\t> " + node + ": ");
  }

  void nodeRestarts(String node) {
    note(Style.BLUE.of("> Restarting node " + node + ": ", terminal));
  }

  void spawns(List<String> command) {
    if (verbose) {
      note("  " + MultiNode.shown(command) + "\n");
    }
  }

  /** With the code that its process ended with. */
  void started(int code) {
    if (code > 128) {
      note("* Child was terminated by signal " + (code - 128) + "\n");
    } else if (code != 0) {
      note("* Child terminated with exit code " + code + "\n");
    }
    note((code == 0 ? ok() : Style.RED.of("FAILED", terminal)) + "\n");
  }

  private String ok() {
    return Style.GREEN.of("OK", terminal);
  }

  void down(String node) {
    note("> " + node + ": " + Style.MAGENTA.of("DOWN", terminal) + "\n");
  }

  void stopping() {
    note(Style.BLUE.of("> Stopping nodes...", terminal) + "\n");
  }

  void stops(String node, String signal, long pid) {
    note("\t> " + node + ": " + signal + " -> " + pid + "\n");
  }

  void kills(String node, String signal, long pid) {
    note("Sending " + signal + " to node " + node + " (" + pid + ")\n");
  }

  void dead(String node, long pid) {
    note("Could not signal " + node + " (" + pid + "): No such process\n");
  }

  void waitsFor(List<Long> pids) {
    if (!pids.isEmpty()) {
      String all = pids.stream().map(String::valueOf).collect(Collectors.joining(", "));
      String nodes = pids.size() == 1 ? "node" : "nodes";
      note(
          Style.BLUE.of(
              "> Waiting for " + pids.size() + " " + nodes + " -> " + all + "...", terminal));
    }
  }

  void stillWaits() {
    note(".");
  }

  void stopped(String node) {
    note("\n\t> " + node + ": " + ok() + "\n");
  }

  void waited() {
    note("\n");
  }
}
