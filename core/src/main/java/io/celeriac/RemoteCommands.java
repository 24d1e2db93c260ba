package io.celeriac;

import static io.celeriac.RemoteCommand.ArgumentType.FLAG;
import static io.celeriac.RemoteCommand.ArgumentType.INTEGER;
import static io.celeriac.RemoteCommand.ArgumentType.NUMBER;
import static io.celeriac.RemoteCommand.ArgumentType.TEXT;
import static io.celeriac.RemoteCommand.control;
import static io.celeriac.RemoteCommand.inspect;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands that an app knows of, by name: Celery's own, and the application's. Immutable. */
final class RemoteCommands {

  private static final List<RemoteCommand> ASKING =
      List.of(
          inspect("active")
              .alias("dump_active")
              .help("List of tasks currently being executed.")
              .build(),
          inspect("active_queues")
              .help("List the task queues a worker is currently consuming from.")
              .build(),
          inspect("clock").help("Get current logical clock value.").build(),
          inspect("conf")
              .alias("dump_conf")
              .argument("with_defaults", FLAG)
              .signature("[include_defaults=False]")
              .help("List configuration.")
              .build(),
          inspect("hello").hidden().help("Request mingle sync-data.").build(),
          inspect("memdump")
              .argument("samples", INTEGER)
              .signature("[n_samples=10]")
              .help("Dump statistics of previous memsample requests.")
              .build(),
          inspect("memsample").help("Sample current RSS memory usage.").build(),
          inspect("objgraph")
              .argument("type", TEXT)
              .argument("num", INTEGER)
              .argument("max_depth", INTEGER)
              .signature("[object_type=Request] [num=200 [max_depth=10]]")
              .help("Create graph of uncollected objects (memory-leak debugging).")
              .build(),
          inspect("ping").help("Ping worker(s).").build(),
          inspect("query_task")
              .variadic("ids")
              .signature("[id1 [id2 [... [idN]]]]")
              .help("Query for task information by id.")
              .build(),
          inspect("registered")
              .alias("dump_tasks")
              .variadic("taskinfoitems")
              .signature("[attr1 [attr2 [... [attrN]]]]")
              .help("List of registered tasks.")
              .build(),
          inspect("report").help("Information about Celery installation for bug reports.").build(),
          inspect("reserved")
              .alias("dump_reserved")
              .help("List of currently reserved tasks, not including scheduled/active.")
              .build(),
          inspect("revoked").alias("dump_revoked").help("List of revoked task-ids.").build(),
          inspect("scheduled")
              .alias("dump_schedule")
              .help("List of currently scheduled ETA/countdown tasks.")
              .build(),
          inspect("stats").help("Request worker statistics/information.").build());

  private static final List<RemoteCommand> ACTING =
      List.of(
          control("add_consumer")
              .argument("queue", TEXT)
              .argument("exchange", TEXT)
              .argument("exchange_type", TEXT)
              .argument("routing_key", TEXT)
              .signature("<queue> [exchange [type [routing_key]]]")
              .help("Tell worker(s) to consume from task queue by name.")
              .build(),
          control("autoscale")
              .argument("max", INTEGER)
              .argument("min", INTEGER)
              .signature("[max [min]]")
              .help("Modify autoscale settings.")
              .build(),
          control("cancel_consumer")
              .argument("queue", TEXT)
              .signature("<queue>")
              .help("Tell worker(s) to stop consuming from task queue by name.")
              .build(),
          control("disable_events")
              .help("Tell worker(s) to stop sending task-related events.")
              .build(),
          control("election").help("Hold election.").build(),
          control("enable_events").help("Tell worker(s) to send task-related events.").build(),
          control("heartbeat").help("Tell worker(s) to send event heartbeat immediately.").build(),
          control("pool_grow")
              .argument("n", INTEGER)
              .signature("[N=1]")
              .help("Grow pool by n processes/threads.")
              .build(),
          control("pool_restart").help("Restart execution pool.").build(),
          control("pool_shrink")
              .argument("n", INTEGER)
              .signature("[N=1]")
              .help("Shrink pool by n processes/threads.")
              .build(),
          control("rate_limit")
              .argument("task_name", TEXT)
              .argument("rate_limit", TEXT)
              .signature("<task_name> <rate_limit (e.g., 5/s | 5/m | 5/h)>")
              .help("Tell worker(s) to modify the rate limit for a task by type.")
              .build(),
          control("revoke")
              .variadic("task_id")
              .signature("[id1 [id2 [... [idN]]]]")
              .help("Revoke task by task id (or list of ids).")
              .build(),
          control("revoke_by_stamped_headers")
              .variadic("headers")
              .signature("[key1=value1 [key2=value2 [... [keyN=valueN]]]]")
              .help("Revoke task by header (or list of headers).")
              .build(),
          control("shutdown").help("Shutdown worker(s).").build(),
          control("terminate")
              .argument("signal", TEXT)
              .variadic("task_id")
              .signature("<signal> [id1 [id2 [... [idN]]]]")
              .help("Terminate task by task id (or list of ids).")
              .build(),
          control("time_limit")
              .argument("task_name", TEXT)
              .argument("soft", NUMBER)
              .argument("hard", NUMBER)
              .signature("<task_name> <soft_secs> [hard_secs]")
              .help("Tell worker(s) to modify the time limit for task by type.")
              .build());

  private final Map<String, RemoteCommand> byName = new LinkedHashMap<>();

  /** With the application's own, which may take the place of Celery's. */
  RemoteCommands(Collection<RemoteCommand> own) {
    ASKING.forEach(this::add);
    ACTING.forEach(this::add);
    own.forEach(this::add);
  }

  private void add(RemoteCommand command) {
    byName.put(command.name(), command);
  }

  Collection<RemoteCommand> all() {
    return Collections.unmodifiableCollection(byName.values());
  }
}
