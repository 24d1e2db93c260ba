package io.celeriac.worker;

import io.celeriac.spi.Printable;
import io.celeriac.spi.WorkerEnvironment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that ask about the node itself. */
final class NodeCommands {

  private static final Logger LOG = LoggerFactory.getLogger(NodeCommands.class);
  private static final int SAMPLES = 10;

  private final WorkerEnvironment app;
  private final String hostname;
  private final Revocations revocations;
  private final WorkerStats stats;
  private final MemorySamples memory;

  NodeCommands(
      WorkerEnvironment app,
      String hostname,
      Revocations revocations,
      WorkerStats stats,
      MemorySamples memory) {
    this.app = app;
    this.hostname = hostname;
    this.revocations = revocations;
    this.stats = stats;
    this.memory = memory;
  }

  void register(Panel panel) {
    panel.add(CommandSignature.of("ping"), arguments -> Panel.ok("pong"));
    panel.add(CommandSignature.of("clock"), arguments -> Map.of("clock", app.lamport().value()));
    panel.add(CommandSignature.of("hello", "from_node").withOptional("revoked"), this::hello);
    panel.add(CommandSignature.of("stats"), arguments -> stats.all());
    panel.add(
        CommandSignature.of("conf").withOptional("with_defaults"),
        "dump_conf",
        arguments -> app.settings().overview(arguments.flag("with_defaults")));
    panel.add(CommandSignature.of("report").closed(), arguments -> Panel.ok(NodeReport.of(app)));
    panel.add(CommandSignature.of("memsample"), arguments -> memory.take().orElse(null));
    panel.add(
        CommandSignature.of("memdump").withOptional("samples"),
        arguments -> memory.dump(arguments.integer("samples").orElse(SAMPLES)));
    panel.add(
        CommandSignature.of("objgraph").withOptional("num", "max_depth", "type").closed(),
        arguments -> {
          throw new PythonError(
              "ImportError",
              "Requires the objgraph library, which draws Python objects only;"
                  + " of a JVM take jcmd PID GC.class_histogram");
        });
  }

  /** Another node has started, and tells what it knows to be revoked. */
  private @Nullable Object hello(CommandArguments arguments) {
    String from = arguments.text("from_node");
    if (from.equals(hostname)) {
      return null;
    }
    LOG.info("sync with {}", Printable.word(from));
    revocations.addAll(revoked(arguments.value("revoked")));
    revocations.purge();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("revoked", revocations.ids());
    answer.put("clock", app.lamport().forward());
    return answer;
  }

  /** A list of ids; of older nodes a map of them. */
  static List<String> revoked(@Nullable Object value) {
    List<String> ids = new ArrayList<>();
    Collection<?> given =
        switch (value) {
          case Collection<?> several -> several;
          case Map<?, ?> map -> map.keySet();
          case null, default -> List.of();
        };
    given.forEach(id -> ids.add(String.valueOf(id)));
    return ids;
  }
}
