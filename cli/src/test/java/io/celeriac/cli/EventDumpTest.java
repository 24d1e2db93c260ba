package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException;
import io.celeriac.Event;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The lines are those that {@code celery events --dump} of Celery 5.7 prints for these events. */
class EventDumpTest {

  private static final Instant TIME = Instant.parse("2026-11-23T03:39:54.423259Z");

  private final StringWriter text = new StringWriter();
  private final EventDump dump = new EventDump(new PrintWriter(text, true), "redis://broker//");

  private void event(String type, @Nullable Object... fields) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("hostname", "w1@node.example");
    map.put("utcoffset", 0.0);
    map.put("pid", 42L);
    map.put("clock", 3L);
    for (int i = 0; i < fields.length; i += 2) {
      map.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    map.put("timestamp", 1795405194.423259);
    map.put("type", type);
    dump.event(new Event(type, "w1@node.example", 3, TIME, TIME.plusMillis(1), map));
  }

  @Test
  void workers() {
    event(
        "worker-online",
        "freq",
        2.0,
        "active",
        0L,
        "processed",
        0L,
        "loadavg",
        List.of(3.82, 5.21, 7.24),
        "sw_ident",
        "py-celery");
    assertThat(text.toString())
        .isEqualTo(
            "w1@node.example [2026-11-23 03:39:54.423259+00:00] started: active=0, clock=3,"
                + " freq=2.0, loadavg=[3.82, 5.21, 7.24], local_received=1795405194.424259,"
                + " pid=42, processed=0, sw_ident=py-celery, utcoffset=0.0\n");
  }

  @Test
  void tasks() {
    event(
        "task-received",
        "uuid",
        "1",
        "name",
        "vec.add",
        "args",
        "(2, 'x')",
        "kwargs",
        "{}",
        "eta",
        null,
        "retries",
        0L);
    event("task-started", "uuid", "1");
    event("task-revoked", "uuid", "2", "terminated", true, "signum", null);
    assertThat(text.toString().lines())
        .containsExactly(
            "w1@node.example [2026-11-23 03:39:54.423259+00:00] task received: vec.add(1) args=(2,"
                + " 'x') kwargs={} clock=3, eta=None, local_received=1795405194.424259, pid=42,"
                + " retries=0, utcoffset=0.0",
            "w1@node.example [2026-11-23 03:39:54.423259+00:00] task started: vec.add(1) args=(2,"
                + " 'x') kwargs={} clock=3, local_received=1795405194.424259, pid=42,"
                + " utcoffset=0.0",
            "w1@node.example [2026-11-23 03:39:54.423259+00:00] task revoked:  clock=3,"
                + " local_received=1795405194.424259, pid=42, signum=None, terminated=True,"
                + " utcoffset=0.0");
  }

  @Test
  void others() {
    event("order-paid", "items", Arrays.asList("a", null, Map.of("n", 1L)));
    assertThat(text.toString())
        .startsWith("w1@node.example [2026-11-23 03:39:54.423259+00:00] order paid: clock=3,")
        .contains("items=['a', None, {'n': 1}]");
  }

  @Test
  void a_lost_connection() {
    dump.started();
    dump.connected();
    BrokerException gone = new BrokerException(BrokerException.Problem.UNREACHABLE, "gone.");
    dump.disconnected(gone);
    dump.disconnected(gone);
    assertThat(text.toString().lines())
        .containsExactly(
            "-> evdump: starting capture...",
            "-> Connection lost, attempting reconnect",
            "-> Cannot connect to redis://broker//: gone.");
  }
}
