package io.celeriac.interop;

import io.celeriac.Reject;
import io.celeriac.Retry;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.TaskRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The tasks of the Java worker, which Python calls by their names. */
final class InteropTasks {

  /** How often each call of {@link #countedAdd} was run, by its id. */
  private final ConcurrentMap<String, Integer> runs = new ConcurrentHashMap<>();

  ConcurrentMap<String, Integer> runs() {
    return runs;
  }

  @Task("interop.add")
  long add(long x, long y) {
    return x + y;
  }

  @Task("interop.sum")
  long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }

  @Task("interop.counted_add")
  long countedAdd(TaskContext task, long x, long y) {
    runs.merge(task.request().id(), 1, Integer::sum);
    return x + y;
  }

  @Task("interop.echo")
  @Nullable Object echo(@Nullable Object value) {
    return value;
  }

  @Task("interop.typed")
  List<Object> typed(LocalDate day, Instant time, BigDecimal price, UUID id, byte[] raw) {
    return List.of(
        day.plusDays(1), time.plusSeconds(1), price.add(BigDecimal.ONE), id, raw.clone());
  }

  @Task("interop.fail")
  void fail(String kind) throws Exception {
    throw switch (kind) {
      case "argument" -> new IllegalArgumentException("no such colour: mauve");
      case "unsupported" -> new UnsupportedOperationException("not here");
      case "own" -> new OutOfStock("sold out");
      default -> new Exception(kind);
    };
  }

  @Task("interop.flaky")
  int flaky(TaskContext task, int failures) {
    if (task.request().retries() < failures) {
      throw Retry.in(Duration.ZERO).because(new IllegalStateException("not yet"));
    }
    return task.request().retries();
  }

  @Task(value = "interop.hopeless", maxRetries = 1)
  int hopeless(TaskContext task) {
    if (task.request().retries() < 9) {
      throw Retry.in(Duration.ZERO).because(new IllegalArgumentException("never"));
    }
    return task.request().retries();
  }

  /** What came before, and the stamps of this run: the second, for they are to outlast a retry. */
  @Task("interop.stamps")
  List<Object> stamps(TaskContext task, List<Object> before) {
    if (task.request().retries() == 0) {
      throw Retry.in(Duration.ZERO);
    }
    List<Object> all = new ArrayList<>(before);
    all.add(task.request().stamps());
    return all;
  }

  /** Has succeeded as far as anybody can read, and its message still comes back. */
  @Task(value = "interop.stored_then_rejected", acksLate = true)
  String storedThenRejected(TaskContext task) {
    if (!task.request().redelivered()) {
      task.updateState("SUCCESS", "first");
      throw new Reject("rejected after its success", true);
    }
    return "again";
  }

  @Task("interop.request")
  Map<String, @Nullable Object> request(TaskContext task) {
    TaskRequest request = task.request();
    Map<String, @Nullable Object> seen = new LinkedHashMap<>();
    seen.put("id", request.id());
    seen.put("root_id", request.rootId());
    seen.put("parent_id", request.parentId().orElse(null));
    seen.put("priority", request.priority().orElse(null));
    seen.put("eta", request.eta().map(Instant::toEpochMilli).orElse(null));
    seen.put("expires", request.expires().map(Instant::toEpochMilli).orElse(null));
    seen.put("now", Instant.now().toEpochMilli());
    seen.put("colour", task.header("colour"));
    return seen;
  }

  /** A failure of the application's own. */
  static final class OutOfStock extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfStock(String message) {
      super(message);
    }
  }
}
