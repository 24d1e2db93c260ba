package com.example.guide;

import static com.example.ArithmeticTasks.add;
import static com.example.ArithmeticTasks.sum;
import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.chunks;
import static io.celeriac.Canvas.group;
import static io.celeriac.Canvas.map;
import static io.celeriac.Canvas.starmap;
import static java.time.Duration.ofSeconds;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Group;
import io.celeriac.GroupResult;
import io.celeriac.Signature;
import io.celeriac.Step;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.TaskRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workflows of every shape, in the guide. */
public class Workflows {

  private static final Logger log = LoggerFactory.getLogger(Workflows.class);

  static Signature<Integer> chained() {
    Signature<Integer> sixteen = chain(add(2, 2), add(4), add(8));
    return sixteen;
  }

  static int chainedResult(Celery app) throws InterruptedException {
    AsyncResult<Integer> result = app.send(chain(add(2, 2), add(4), add(8)));

    int sixteen = result.get(ofSeconds(10));
    Optional<AsyncResult<?>> eight = result.parent();
    return eight.isPresent() ? sixteen : 0;
  }

  static List<Integer> grouped(Celery app) throws InterruptedException {
    GroupResult<Integer> result = app.send(group(add(1, 1), add(2, 2), add(3, 3)));

    List<Integer> values = result.get(ofSeconds(10));
    return values;
  }

  static Group<Integer> many() {
    List<Signature<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(add(i, i));
    }
    Group<Integer> hundred = group(calls);
    return hundred;
  }

  static int inCompletionOrder(Celery app) {
    int total = 0;
    try (Stream<AsyncResult.Ended<Integer>> ended =
        app.send(many()).inCompletionOrder(ofSeconds(10))) {
      total = ended.mapToInt(each -> each.value().orElse(0)).sum();
    }
    return total;
  }

  static Signature<Long> chorded() {
    Signature<Long> twelve = chord(group(add(1, 1), add(2, 2), add(3, 3)), sum());
    return twelve;
  }

  static Signature<Long> nested() {
    Step<Integer, List<Integer>> both = group(add(10), add(20));
    Signature<Long> all = chain(add(2, 2), both, sum());
    return all;
  }

  static Signature<List<Long>> mapped() {
    Signature<List<Long>> sums = map(sum(), List.of(List.of(1, 2), List.of(3, 4)));
    return sums;
  }

  static Signature<List<Integer>> starmapped() {
    Signature<List<Integer>> sums = starmap(add(0, 0), List.of(List.of(1, 2), List.of(3, 4)));
    return sums;
  }

  static Signature<List<List<Integer>>> chunked(List<List<Integer>> pairs) {
    Signature<List<List<Integer>>> tenAtATime = chunks(add(0, 0), pairs, 10);
    return tenAtATime;
  }

  static Signature<Integer> linked() {
    Signature<Integer> call =
        add(2, 2).link(add(16)).linkError(Signature.of("workflows.failed", Object.class));
    return call;
  }

  static Signature<Object> untyped() {
    Signature<Object> report =
        chain(
            Signature.of("proj.tasks.load", Object.class, "2026-11"),
            add(1, 1).immutable(),
            Signature.of("proj.tasks.render", Object.class).kwarg("format", "pdf"));
    return report;
  }

  static Signature<Integer> stamped() {
    Signature<Integer> order =
        chain(add(2, 2), add(4)).stamp(Map.of("order", "4711", "customer", "acme"));
    return order;
  }

  static Signature<Integer> visited() {
    Signature<Integer> order =
        chain(add(2, 2), add(4)).stamp((task, stamps) -> Map.of("step", task.task()));
    return order;
  }

  static String drawn() {
    String tree = chain(add(2, 2), group(add(10), add(20)), sum()).toTree();
    return tree;
  }

  static String drawnAsMermaid() {
    String flowchart = chain(add(2, 2), group(add(10), add(20)), sum()).toMermaid();
    return flowchart;
  }

  @Task("workflows.total")
  long total(TaskContext task, List<Integer> numbers) {
    if (numbers.size() > 2) {
      List<Signature<Long>> halves = new ArrayList<>();
      int middle = numbers.size() / 2;
      halves.add(WorkflowsTasks.total(numbers.subList(0, middle)));
      halves.add(WorkflowsTasks.total(numbers.subList(middle, numbers.size())));
      throw task.replace(chord(group(halves), WorkflowsTasks.totalOfTotals()));
    }
    return numbers.stream().mapToLong(Integer::longValue).sum();
  }

  @Task("workflows.total_of_totals")
  long totalOfTotals(List<Long> totals) {
    return totals.stream().mapToLong(Long::longValue).sum();
  }

  @Task("workflows.page")
  int page(TaskContext task, int number) {
    if (number < 3) {
      task.addToChord(WorkflowsTasks.page(number + 1));
    }
    return number * 100;
  }

  @Task("workflows.failed")
  void failed(TaskRequest request, Throwable failure, @Nullable String traceback) {
    log.error("{}[{}] failed", request.task(), request.id(), failure);
  }

  @Task("workflows.alert")
  void alert(String failedTaskId) {
    log.error("Task {} failed", failedTaskId);
  }

  static GroupResult<Integer> saved(Celery app) {
    String id = app.send(group(add(1, 1), add(2, 2))).save().id();

    GroupResult<Integer> again = app.restoreGroup(id, Integer.class).orElseThrow();
    return again;
  }

  static @Nullable Object progress(Celery app, String id) {
    AsyncResult<Integer> result = app.result(id, Integer.class);
    if (result.state().equals("PROGRESS")) {
      log.info("{} is at {}", id, result.info().orElse("?"));
    }
    return result.ready() ? result.result().orElse(null) : null;
  }

  static AsyncResult.Ended<Integer> awaited(AsyncResult<Integer> result)
      throws InterruptedException {
    AsyncResult.Ended<Integer> ended = result.await(ofSeconds(10));
    ended.failure().ifPresent(failure -> log.error("It failed", failure));
    return ended;
  }
}
