package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.Embed;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.DeliveryInfo;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks by reflection. */
@SuppressWarnings({"unused", "EffectivelyPrivate"}) // called by reflection
final class TaskDefinitionsTest {

  static class Arithmetic {
    @Task(
        value = "arithmetic.add",
        aliases = "add",
        queue = "numbers",
        acksLate = true,
        maxRetries = 5,
        autoretryFor = IOException.class,
        retryBackoff = "1s..1m",
        retryJitter = false,
        softTimeLimit = "10s",
        timeLimit = "30s",
        rateLimit = "10/m")
    int add(int x, @Default("1") int y) {
      return x + y;
    }

    @Task("arithmetic.fail")
    void fail() throws IOException {
      throw new IOException("disk full");
    }

    @Task("arithmetic.name")
    static String name(TaskContext task, @Nullable String prefix, Optional<LocalDate> day) {
      return prefix + task.header("name") + day.orElse(LocalDate.EPOCH);
    }

    void noTask() {}
  }

  @Test
  void the_tasks_of_an_object_are_sorted_by_name_and_run_on_it() throws Exception {
    List<TaskDefinition<?>> tasks = TaskDefinitions.from(new Arithmetic());

    assertThat(tasks)
        .extracting(TaskDefinition::name)
        .containsExactly("arithmetic.add", "arithmetic.fail", "arithmetic.name");
    assertThat(tasks.getFirst().resultType()).isEqualTo(int.class);
    assertThat(run(tasks.getFirst(), List.of(2L), Map.of("y", 3L))).isEqualTo(5);
    assertThat(run(tasks.getFirst(), List.of(2L), Map.of())).isEqualTo(3);
  }

  @Test
  void what_the_annotation_gives_is_in_the_definition() {
    TaskDefinition<?> add = TaskDefinitions.from(new Arithmetic()).getFirst();
    TaskOptions options = add.options();

    assertThat(add.aliases()).containsExactly("add");
    assertThat(options.queue()).contains("numbers");
    assertThat(options.acksLate()).contains(true);
    assertThat(options.maxRetries()).isEqualTo(5);
    assertThat(options.autoretryFor()).containsExactly(IOException.class);
    assertThat(options.retryBackoff())
        .contains(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), false));
    assertThat(options.softTimeLimit()).contains(Duration.ofSeconds(10));
    assertThat(options.timeLimit()).contains(Duration.ofSeconds(30));
    assertThat(options.rateLimit()).contains("10/m");
    assertThat(options.ignoreResult()).isEmpty();
  }

  @Test
  void the_context_is_injected_and_what_may_be_null_may_be_left_out() throws Exception {
    TaskDefinition<?> name = TaskDefinitions.from(new Arithmetic()).getLast();

    assertThat(name.parameters()).extracting(TaskParameter::name).containsExactly("prefix", "day");
    assertThat(run(name, List.of(), Map.of())).isEqualTo("null<name>1970-01-01");
    assertThat(run(name, List.of("a"), Map.of("day", "2026-11-23"))).isEqualTo("a<name>2026-11-23");
  }

  @Test
  void a_task_with_its_context_is_bound() {
    assertThat(TaskDefinitions.from(new Arithmetic()))
        .extracting(TaskDefinition::bound)
        .containsExactly(false, false, true);
  }

  @Test
  void varargs_take_all_further_arguments() throws Exception {
    class Rest {
      @Task("rest.join")
      String join(String first, String... more) {
        return first + String.join("", more);
      }

      @Task("rest.sum")
      int sum(int... all) {
        return Arrays.stream(all).sum();
      }
    }
    List<TaskDefinition<?>> tasks = TaskDefinitions.from(new Rest());

    assertThat(run(tasks.getFirst(), List.of("a", "b", "c"), Map.of())).isEqualTo("abc");
    assertThat(run(tasks.getFirst(), List.of(), Map.of("first", "a"))).isEqualTo("a");
    assertThat(run(tasks.getLast(), List.of(1L, 2L), Map.of())).isEqualTo(3);
  }

  @Test
  void an_error_callback_gets_what_it_is_told() throws Exception {
    class Failures {
      @Task("failures.report")
      String report(TaskRequest request, Throwable failure, @Nullable String trace, String to) {
        return failure.getMessage() + trace + to;
      }
    }
    TaskRequest request =
        new TaskRequest(
            new TaskMessage(
                TaskHeaders.builder("add", "1").build(), List.of(), Map.of(), Embed.EMPTY),
            MessageProperties.of(),
            new DeliveryInfo("", "", "", false),
            "");

    assertThat(
            run(
                TaskDefinitions.from(new Failures()).getFirst(),
                Arrays.asList(request, new IOException("disk full"), null, "me"),
                Map.of()))
        .isEqualTo("disk fullnullme");
  }

  @Test
  void what_a_task_throws_comes_out_as_it_was_thrown() {
    TaskDefinition<?> fail = TaskDefinitions.from(new Arithmetic()).get(1);

    assertThatThrownBy(() -> run(fail, List.of(), Map.of()))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  @Test
  void a_class_gives_its_static_tasks_and_no_others() throws Exception {
    class Static {
      @Task("static.two")
      static int two() {
        return 2;
      }
    }

    assertThat(run(TaskDefinitions.from(Static.class).getFirst(), List.of(), Map.of()))
        .isEqualTo(2);
    assertThatThrownBy(() -> TaskDefinitions.from(Arithmetic.class))
        .isInstanceOf(TaskRegistrationException.class)
        .hasMessageContaining("'arithmetic.add'")
        .hasMessageContaining("is not static; give an object of the class");
  }

  interface Contract {
    @Task("contract.twice")
    int twice(int x);
  }

  @Test
  void tasks_of_interfaces_and_superclasses_run_the_overriding_method() throws Exception {
    class Implementation extends Arithmetic implements Contract {
      @Override
      public int twice(int x) {
        return 2 * x;
      }

      @Override
      int add(int x, int y) {
        return -x - y;
      }
    }
    List<TaskDefinition<?>> tasks = TaskDefinitions.from(new Implementation());

    assertThat(run(tasks.getFirst(), List.of(1L, 2L), Map.of())).isEqualTo(-3);
    assertThat(run(tasks.getLast(), List.of(4L), Map.of())).isEqualTo(8);
  }

  @Test
  void tasks_of_a_proxy_are_those_of_its_interface() throws Exception {
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Contract.class},
            (self, method, arguments) -> 7);

    assertThat(run(TaskDefinitions.from(proxy).getFirst(), List.of(4L), Map.of())).isEqualTo(7);
  }

  @Test
  void a_supplier_is_asked_for_each_run_and_not_before() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    List<TaskDefinition<?>> tasks =
        TaskDefinitions.from(
            Contract.class,
            () -> {
              int number = asked.incrementAndGet();
              return x -> number * x;
            });

    assertThat(asked).hasValue(0);
    assertThat(run(tasks.getFirst(), List.of(10L), Map.of())).isEqualTo(10);
    assertThat(run(tasks.getFirst(), List.of(10L), Map.of())).isEqualTo(20);
  }

  @Test
  void an_object_that_is_callbacks_is_called_around_its_tasks() throws Exception {
    List<String> calls = new ArrayList<>();
    class Watched implements TaskCallbacks {
      @Task("watched.run")
      void run() {}

      @Override
      public void afterReturn(TaskContext task, String state) {
        calls.add(state);
      }
    }
    TaskCallbacks fixed = TaskDefinitions.from(new Watched()).getFirst().callbacks().orElseThrow();
    TaskCallbacks supplied =
        TaskDefinitions.from(Watched.class, Watched::new).getFirst().callbacks().orElseThrow();

    fixed.afterReturn(context(), "SUCCESS");
    supplied.afterReturn(context(), "FAILURE");

    assertThat(calls).containsExactly("SUCCESS", "FAILURE");
    assertThat(TaskDefinitions.from(new Arithmetic()).getFirst().callbacks()).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            new Object() {
              @Task(" ")
              void run() {}
            },
            "has no name for messages to carry"),
        Arguments.of(
            new Object() {
              @Task("t")
              private void run() {}
            },
            "is private, so that no worker can call it; remove 'private'"),
        Arguments.of(
            new Object() {
              @Task("t")
              <T> void run(T x) {}
            },
            "has type parameters, which no message can fill in"),
        Arguments.of(
            new Object() {
              @Task("t")
              void run(InputStream in) {}
            },
            "has a parameter 'in' of type java.io.InputStream, which cannot travel in a message"),
        Arguments.of(
            new Object() {
              @Task("t")
              void run(List<Map<Object, String>> in) {}
            },
            "has a parameter 'in' of type java.util.List<java.util.Map<java.lang.Object,"),
        Arguments.of(
            new Object() {
              @Task("t")
              Thread run() {
                return Thread.currentThread();
              }
            },
            "has a result of type java.lang.Thread, which cannot travel"),
        Arguments.of(
            new Object() {
              @Task("t")
              void run(TaskContext one, TaskContext other) {}
            },
            "takes its TaskContext twice; remove one of the two"),
        Arguments.of(
            new Object() {
              @Task("t")
              void run(@Default("[]") String... all) {}
            },
            "has a parameter 'all' that takes all further arguments, and is empty when there are"
                + " none; remove @Default"),
        Arguments.of(
            new Object() {
              @Task("t")
              void run(Throwable failure, TaskRequest request, String traceback) {}
            },
            "its first parameters must be (TaskRequest, Throwable, @Nullable String traceback)"),
        Arguments.of(
            new Object() {
              @Task("t")
              void run(@Default("many") int x) {}
            },
            "has a parameter 'x' whose default must be JSON, not many"),
        Arguments.of(
            new Object() {
              @Task("t")
              void run(@Default("\"many\"") int x) {}
            },
            "has a parameter 'x' whose default must be int, not str (many)"),
        Arguments.of(
            new Object() {
              @Task("t")
              void run(@Default("null") String x) {}
            },
            "has a parameter 'x' whose default must be String, not null, unless it is @Nullable"),
        Arguments.of(
            new Object() {
              @Task(value = "t", priority = 256)
              void run() {}
            },
            "has wrong options: A priority of 256 is out of range: 0 to 255"),
        Arguments.of(
            new Object() {
              @Task(
                  value = "t",
                  maxRetries = {1, 2})
              void run() {}
            },
            "has wrong options: maxRetries has 2 values; give one"),
        Arguments.of(
            new Object() {
              @Task(value = "t", timeLimit = "soon")
              void run() {}
            },
            "has wrong options: timeLimit: 'soon' is no duration"),
        Arguments.of(
            new Object() {
              @Task(value = "t", softTimeLimit = "2s", timeLimit = "1s")
              void run() {}
            },
            "The soft time limit of PT2S is longer than the hard one of PT1S"),
        Arguments.of(
            new Object() {
              @Task(value = "t", aliases = "")
              void run() {}
            },
            "has a blank alias; give a name, or remove it"),
        Arguments.of(
            new Object() {
              @Task("t")
              void one() {}

              @Task(value = "u", aliases = "t")
              void two() {}
            },
            "give one of the two tasks another name"),
        Arguments.of(new Object(), "has no methods annotated @Task"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_is_named_with_its_remedy(Object object, String message) {
    assertThatThrownBy(() -> TaskDefinitions.from(object))
        .isInstanceOf(TaskRegistrationException.class)
        .hasMessageContaining(message);
  }

  private static @Nullable Object run(
      TaskDefinition<?> task, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs)
      throws Exception {
    return task.handler()
        .run(context(), io.celeriac.Arguments.bind(task, args, kwargs, new ValueConversions()));
  }

  /** A context that answers just what these tasks ask. */
  private static TaskContext context() {
    return (TaskContext)
        Proxy.newProxyInstance(
            TaskDefinitionsTest.class.getClassLoader(),
            new Class<?>[] {TaskContext.class},
            (self, method, arguments) -> "<" + arguments[0] + ">");
  }
}
