package io.celeriac.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.ArgumentException;
import io.celeriac.Binding;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import io.celeriac.spi.CarriedTypes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The definitions of generated classes, run with arguments as messages bring them. */
final class GeneratedDefinitionsTest {

  @Test
  void a_task_runs_on_its_object_with_arguments_by_position_and_name() throws Exception {
    TaskDefinition<?> add =
        only(
            """
            public class Arithmetic {
              @Task(value = "add", aliases = {"plus", "sum"})
              int add(int x, int y) { return x + y; }
              static Object tasks() { return ArithmeticTasks.of(new Arithmetic()); }
            }
            """);

    assertThat(add.name()).isEqualTo("add");
    assertThat(add.aliases()).containsExactly("plus", "sum");
    assertThat(add.resultType()).isEqualTo(Integer.class);
    assertThat(add.parameters())
        .containsExactly(
            TaskParameter.required("x", int.class), TaskParameter.required("y", int.class));
    assertThat(Binding.run(add, 2, 3)).isEqualTo(5);
    assertThat(Binding.run(add, Map.of("y", 3), 2)).isEqualTo(5);
    assertThatThrownBy(() -> Binding.run(add, 2, "3"))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("Argument 'y' of add must be int, not str (3)");
  }

  @Test
  void values_of_all_kinds_come_to_the_method() throws Exception {
    TaskDefinition<?> all =
        only(
            """
            @NullMarked
            class Kinds {
              enum Size { S, L }
              record Item(String name, int count) {}
              static class Bean {
                private String name = "";
                public String getName() { return name; }
                public void setName(String name) { this.name = name; }
              }
              record Page<T>(List<T> items) {}

              @Task("all")
              static String all(
                  byte b, short s, int i, long l, char c, float f, double d, boolean z,
                  Integer boxed, String text, Size size, Item item, Bean bean, Page<Item> page,
                  Object any, byte[] bytes, int[] numbers, List<Item>[] lists,
                  Map<Size, List<LocalDate>> dates, Optional<Item> optional,
                  List<@Nullable String> gaps, @Nullable Object none, String @Nullable [] nothing) {
                return String.join(
                    " ",
                    "" + b, "" + s, "" + i, "" + l, "" + c, "" + f, "" + d, "" + z,
                    "" + boxed, text, "" + size, "" + item, bean.getName(), "" + page.items().get(0),
                    "" + any, "" + bytes.length, "" + numbers[1], "" + lists[0].get(0).count(),
                    "" + dates.get(Size.L).get(0).getYear(), optional.orElseThrow().name(),
                    "" + gaps, "" + none, "" + (nothing == null));
              }
              static Object tasks() { return KindsTasks.all(); }
            }
            """);
    Map<String, Object> item = Map.of("name", "nut", "count", 3);

    assertThat(
            Binding.run(
                all,
                1,
                2,
                3,
                4L,
                "c",
                1.5,
                2.5,
                true,
                9,
                "text",
                "S",
                item,
                Map.of("name", "bean"),
                Map.of("items", List.of(item)),
                List.of(1),
                new byte[] {1, 2},
                List.of(5, 6),
                List.of(List.of(item)),
                Map.of("L", List.of("2026-11-23")),
                item,
                Arrays.asList("a", null),
                null,
                null))
        .isEqualTo(
            "1 2 3 4 c 1.5 2.5 true 9 text S Item[name=nut, count=3] bean Item[name=nut, count=3]"
                + " [1] 2 6 3 2026 nut [a, null] null true");
  }

  @Test
  void every_type_that_messages_carry_is_let_pass_and_arrives() throws Exception {
    String parameters =
        Stream.of(
                CarriedTypes.VALUES.stream().map(Class::getCanonicalName),
                CarriedTypes.CONTAINERS.stream()
                    .map(type -> type.getCanonicalName() + "<LocalDate>"),
                CarriedTypes.MAPS.stream()
                    .map(type -> type.getCanonicalName() + "<DayOfWeek, LocalDate>"),
                CarriedTypes.KEYS.stream()
                    .map(type -> "Map<" + type.getCanonicalName() + ", LocalDate>"))
            .flatMap(types -> types)
            .map(type -> "@Task(\"" + type + "\") " + type + " m%d(" + type + " x);")
            .collect(Collectors.joining("\n"));
    String numbered = parameters;
    for (int i = 0; numbered.contains("%d"); i++) {
      numbered = numbered.replaceFirst("%d", String.valueOf(i));
    }

    Compiled compiled =
        Compiled.of(
            "interface All {\n" + numbered + "\n}",
            "class Caller { static Object tasks() { return AllTasks.of(() -> { throw new"
                + " IllegalStateException(); }); } }");

    assertThat(tasks(compiled, "Caller"))
        .hasSize(
            CarriedTypes.VALUES.size()
                + CarriedTypes.CONTAINERS.size()
                + CarriedTypes.MAPS.size()
                + CarriedTypes.KEYS.size());
  }

  @Test
  void what_is_left_out_has_its_default_or_is_null_or_empty() throws Exception {
    TaskDefinition<?> ship =
        only(
            """
            @NullMarked
            class Shipping {
              enum Speed { SLOW, FAST }
              @Task("ship")
              String ship(
                  String id,
                  @Default("\\"EUR\\"") String currency,
                  @Default("3") int parcels,
                  @Default("[\\"a\\", null]") List<@Nullable String> notes,
                  @Default("\\"FAST\\"") Speed speed,
                  @Default("{\\"SLOW\\": 1.5}") Map<Speed, Double> prices,
                  @Default("\\"PT5S\\"") Duration delay,
                  @Default("\\"x\\"") @Nullable String code,
                  @Nullable LocalDate due,
                  Optional<LocalDate> late) {
                return id + currency + parcels + notes + speed + prices + delay + code + due + late;
              }
              static Object tasks() { return ShippingTasks.of(new Shipping()); }
            }
            """);

    assertThat(Binding.run(ship, "a"))
        .isEqualTo("aEUR3[a, null]FAST{SLOW=1.5}PT5SxnullOptional.empty");
    assertThat(Binding.run(ship, Collections.singletonMap("code", null), "a", "USD", 1))
        .isEqualTo("aUSD1[a, null]FAST{SLOW=1.5}PT5SnullnullOptional.empty");
    assertThatThrownBy(() -> Binding.run(ship, "a", null))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("Argument 'currency' of ship must be String, not None");
  }

  @Test
  void the_context_is_injected_wherever_it_stands() throws Exception {
    TaskDefinition<?> task =
        only(
            """
            class Tracing {
              @Task("trace")
              String trace(int x, TaskContext task, int y) { return task.header("id") + "" + x + y; }
              static Object tasks() { return TracingTasks.of(new Tracing()); }
            }
            """);

    assertThat(task.parameters()).extracting(TaskParameter::name).containsExactly("x", "y");
    assertThat(task.bound()).isTrue();
    assertThat(Binding.run(task, 1, 2)).isEqualTo("<id>12");
  }

  @Test
  void varargs_take_all_further_arguments() throws Exception {
    List<TaskDefinition<?>> tasks =
        tasks(
            """
            class Rest {
              @Task("join") String join(String first, String... more) {
                return first + String.join("", more);
              }
              @Task("sum") int sum(int... all) { return java.util.stream.IntStream.of(all).sum(); }
              @SafeVarargs
              @Task("sizes") final int sizes(List<Integer>... all) { return all[0].get(0) + all.length; }
              static Object tasks() { return RestTasks.of(new Rest()); }
            }
            """);

    assertThat(tasks.getFirst().parameters())
        .containsExactly(
            TaskParameter.required("first", String.class),
            TaskParameter.rest("more", String.class));
    assertThat(tasks.getFirst().bound()).isFalse();
    assertThat(Binding.run(tasks.get(0), "a")).isEqualTo("a");
    assertThat(Binding.run(tasks.get(0), "a", "b", "c")).isEqualTo("abc");
    assertThat(Binding.run(tasks.get(1), 1, 2, 3)).isEqualTo(6);
    assertThat(Binding.run(tasks.get(2), List.of(7), List.of())).isEqualTo(9);
    assertThatThrownBy(() -> Binding.run(tasks.get(1), 1, null))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("Argument 'all' of sum must be int, not None");
  }

  @Test
  void a_signature_comes_as_what_it_calls() throws Exception {
    TaskDefinition<?> task =
        only(
            """
            class Plans {
              @Task("show") Signature<Integer> show(Signature<Integer> plan) { return plan.countdown(Duration.ofSeconds(1)); }
              static Object tasks() { return PlansTasks.of(new Plans()); }
            }
            """);

    assertThat(Binding.run(task, Signature.of("add", Integer.class, 1L)))
        .isEqualTo(
            Signature.of("add", Integer.class, 1L).countdown(java.time.Duration.ofSeconds(1)));
  }

  @Test
  void what_a_task_throws_comes_out_and_nothing_comes_of_nothing() throws Exception {
    List<TaskDefinition<?>> tasks =
        tasks(
            """
            class Disks {
              @Task("fail") void fail() throws IOException { throw new IOException("disk full"); }
              @Task("nothing") void nothing() {}
              @Task("null") @Nullable String none() { return null; }
              static Object tasks() { return DisksTasks.of(new Disks()); }
            }
            """);

    assertThatThrownBy(() -> Binding.run(tasks.get(0)))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThat(Binding.run(tasks.get(1))).isNull();
    assertThat(Binding.run(tasks.get(2))).isNull();
  }

  @Test
  void overloads_call_the_method_that_they_are_of() throws Exception {
    List<TaskDefinition<?>> tasks =
        tasks(
            """
            class Overloads {
              @Task("char") String show(char x) { return "char"; }
              @Task("Character") String show(Character x) { return "Character"; }
              @Task("Object") String show(Object x) { return "Object"; }
              @Task("short") String show(short x) { return "short"; }
              @Task("list") String show(List<Integer> x) { return "list"; }
              static Object tasks() { return OverloadsTasks.of(new Overloads()); }
            }
            """);

    for (TaskDefinition<?> task : tasks) {
      Object argument =
          switch (task.name()) {
            case "short" -> 1;
            case "list" -> List.of(1);
            default -> "x";
          };
      assertThat(Binding.run(task, argument)).isEqualTo(task.name());
    }
  }

  @Test
  void more_tasks_than_a_list_takes_one_by_one_are_all_there() throws Exception {
    StringBuilder source = new StringBuilder("class Many {\n");
    for (int i = 0; i < 25; i++) {
      source.append("  @Task(\"t%d\") int t%d() { return %d; }\n".formatted(i, i, i));
    }
    source.append("  static Object tasks() { return ManyTasks.of(new Many()); }\n}");

    List<TaskDefinition<?>> tasks = tasks(source.toString());

    assertThat(tasks).hasSize(25);
    assertThat(Binding.run(tasks.get(24))).isEqualTo(24);
  }

  /** The first task of what the method {@code tasks} of the first source gives. */
  static TaskDefinition<?> only(String... sources) throws Exception {
    return tasks(sources).getFirst();
  }

  /** The tasks that the method {@code tasks} of the first source gives. */
  static List<TaskDefinition<?>> tasks(String... sources) throws Exception {
    return tasks(Compiled.of(sources), Compiled.name(sources[0]));
  }

  @SuppressWarnings("unchecked")
  private static List<TaskDefinition<?>> tasks(Compiled compiled, String owner) throws Exception {
    return (List<TaskDefinition<?>>) compiled.call(owner, "tasks");
  }
}
