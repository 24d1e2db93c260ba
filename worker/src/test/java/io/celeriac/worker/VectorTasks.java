package io.celeriac.worker;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.group;

import io.celeriac.PythonException;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tasks that the recorded workflows call, in Java. */
final class VectorTasks {

  private VectorTasks() {}

  /** The ValueError that Python's task raises, with two arguments. */
  static final class BadValue extends RuntimeException implements PythonException {
    private static final long serialVersionUID = 1L;

    BadValue() {
      super("bad value");
    }

    @Override
    public String pythonModule() {
      return "builtins";
    }

    @Override
    public String pythonType() {
      return "ValueError";
    }

    @Override
    public List<@Nullable Object> pythonArguments() {
      return List.of("bad value", 42);
    }
  }

  static Signature<Object> call(String name, @Nullable Object... args) {
    return Signature.of("vec." + name, Object.class, args);
  }

  private static TaskDefinition.Builder<Object> task(String name, String... parameters) {
    TaskDefinition.Builder<Object> builder = TaskDefinition.named("vec." + name, Object.class);
    for (String parameter : parameters) {
      builder.parameter(TaskParameter.nullable(parameter, Object.class));
    }
    return builder;
  }

  private static long number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).longValue();
  }

  private static long sum(@Nullable Object values) {
    long sum = 0;
    for (Object each : (List<?>) Objects.requireNonNull(values)) {
      sum += number(each);
    }
    return sum;
  }

  /** All of them; what the error callback of the new style saw goes to a list. */
  static List<TaskDefinition<?>> all(List<String> called) {
    return List.of(
        task("add", "x", "y").handler((task, a) -> number(a.at(0)) + number(a.at(1))),
        task("mul", "x", "y").handler((task, a) -> number(a.at(0)) * number(a.at(1))),
        task("tsum", "values").handler((task, a) -> sum(a.at(0))),
        task("ident", "value").handler((task, a) -> a.at(0)),
        task("noop")
            .parameter(TaskParameter.rest("args", Object.class))
            .parameter(TaskParameter.restByName("kwargs", Object.class))
            .handler((task, a) -> null),
        task("fails", "kind")
            .handler((task, a) -> {
              throw new BadValue();
            }),
        task("replace_with_add", "x", "y")
            .bound()
            .handler((task, a) -> {
              throw task.replace(call("add", a.at(0), a.at(1)));
            }),
        task("replace_with_chain", "x")
            .bound()
            .handler((task, a) -> {
              throw task.replace(chain(call("add", a.at(0), 1), call("mul", 10)));
            }),
        task("replace_with_group", "x")
            .bound()
            .handler((task, a) -> {
              List<Signature<Object>> members = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                members.add(call("add", a.at(0), i));
              }
              throw task.replace(group(members).signature());
            }),
        task("replace_with_chord", "x")
            .bound()
            .handler((task, a) -> {
              throw task.replace(
                  chord(List.of(call("add", a.at(0), 1), call("add", a.at(0), 2)), call("tsum")));
            }),
        task("parent")
            .bound()
            .handler((task, a) -> {
              String id = task.request().id().substring(0, 32);
              task.app().send(call("add", 1, 1).taskId(id + "0001"));
              task.app().send(call("add", 2, 2).taskId(id + "0002"));
              task.app()
                  .send(group(call("add", 3, 3), call("add", 4, 4)).option("task_id", id + "aaaa"));
              return "launched";
            }),
        task("errback_old", "task_id").handler((task, a) -> "failed: " + a.at(0)),
        task("errback_new", "request", "exc", "traceback")
            .handler((task, a) -> {
              called.add(String.valueOf(a.at(1)));
              return null;
            }),
        task("errback_bound", "task_id").bound().handler((task, a) -> "failed: " + a.at(0)));
  }
}
