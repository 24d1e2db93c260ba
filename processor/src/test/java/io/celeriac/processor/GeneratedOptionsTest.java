package io.celeriac.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compiler;
import io.celeriac.Backoff;
import io.celeriac.SensitiveParameters;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskDefinitions;
import io.celeriac.TaskOptions;
import io.celeriac.TaskRegistrationException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Options, from the annotation to the definition, by the processor and by reflection alike. */
final class GeneratedOptionsTest {

  private static final String EVERYTHING =
      """
      class Everything {
        @Task(
            value = "everything",
            queue = "q",
            exchange = "e",
            routingKey = "r",
            priority = 7,
            serializer = "msgpack",
            compression = "gzip",
            expires = "1h",
            ignoreResult = true,
            storeErrorsEvenIfIgnored = true,
            trackStarted = true,
            trail = false,
            acksLate = true,
            acksOnFailure = false,
            acksOnTimeout = false,
            acksOnFailureOrTimeout = false,
            rejectOnWorkerLost = true,
            maxRetries = -1,
            defaultRetryDelay = "1.5s",
            autoretryFor = {IOException.class, IllegalStateException.class, IOException.class},
            dontAutoretryFor = FileNotFoundException.class,
            retryBackoff = "2s..10m",
            retryJitter = false,
            timeLimit = "30s",
            softTimeLimit = "250ms",
            timeout = "1m",
            rateLimit = "10/m")
        void run() {}
        static Object generated() { return EverythingTasks.of(new Everything()).getFirst(); }
        static Object object() { return new Everything(); }
      }
      """;

  @Test
  void sensitive_parameters_are_known_by_name_and_place_both_ways() throws Exception {
    Compiled compiled =
        Compiled.of(
            """
            class Vault {
              @Task("vault.open")
              void open(TaskContext task, String who, @Sensitive String password) {}
              @Task("vault.pour")
              void pour(@Sensitive int pin, @Sensitive String... words) {}
              static Object generated() { return VaultTasks.of(new Vault()); }
              static Object object() { return new Vault(); }
            }
            """);

    for (Object definitions :
        List.of(
            compiled.call("Vault", "generated"),
            TaskDefinitions.from(compiled.call("Vault", "object")))) {
      List<SensitiveParameters> sensitive =
          ((List<?>) definitions)
              .stream().map(each -> ((TaskDefinition<?>) each).options().sensitive()).toList();
      assertThat(sensitive.getFirst().args(List.of("ann", "secret"))).containsExactly("ann", "***");
      assertThat(sensitive.getFirst().kwargs(Map.of("password", "secret")))
          .containsExactly(Map.entry("password", "***"));
      assertThat(sensitive.getLast().args(List.of(1, "a", "b"))).containsOnly("***");
    }
  }

  @Test
  void everything_that_is_said_is_in_the_definition() throws Exception {
    TaskOptions options =
        ((TaskDefinition<?>) Compiled.of(EVERYTHING).call("Everything", "generated")).options();

    assertThat(options.queue()).contains("q");
    assertThat(options.exchange()).contains("e");
    assertThat(options.routingKey()).contains("r");
    assertThat(options.priority()).contains(7);
    assertThat(options.serializer()).contains("msgpack");
    assertThat(options.compression()).contains("gzip");
    assertThat(options.expires()).contains(Duration.ofHours(1));
    assertThat(options.ignoreResult()).contains(true);
    assertThat(options.storeErrorsEvenIfIgnored()).contains(true);
    assertThat(options.trackStarted()).contains(true);
    assertThat(options.trail()).isFalse();
    assertThat(options.acksLate()).contains(true);
    assertThat(options.acksOnFailure()).contains(false);
    assertThat(options.acksOnTimeout()).contains(false);
    assertThat(options.acksOnFailureOrTimeout()).contains(false);
    assertThat(options.rejectOnWorkerLost()).contains(true);
    assertThat(options.maxRetries()).isEqualTo(-1);
    assertThat(options.defaultRetryDelay()).isEqualTo(Duration.ofMillis(1500));
    assertThat(options.autoretryFor())
        .containsExactlyInAnyOrder(IOException.class, IllegalStateException.class);
    assertThat(options.dontAutoretryFor()).containsExactly(FileNotFoundException.class);
    assertThat(options.retryBackoff())
        .contains(new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10), false));
    assertThat(options.timeLimit()).contains(Duration.ofSeconds(30));
    assertThat(options.softTimeLimit()).contains(Duration.ofMillis(250));
    assertThat(options.timeout()).contains(Duration.ofMinutes(1));
    assertThat(options.rateLimit()).contains("10/m");
  }

  @Test
  void reflection_reads_the_same() throws Exception {
    Compiled compiled = Compiled.of(EVERYTHING);
    TaskDefinition<?> generated = (TaskDefinition<?>) compiled.call("Everything", "generated");
    TaskDefinition<?> reflected =
        TaskDefinitions.from(compiled.call("Everything", "object")).getFirst();

    assertThat(values(reflected.options())).isEqualTo(values(generated.options()));
  }

  @Test
  void what_is_not_said_is_left_to_the_settings() throws Exception {
    TaskDefinition<?> bare =
        (TaskDefinition<?>)
            Compiled.of(
                    """
                    class Bare {
                      @Task("bare") void run() {}
                      static Object generated() { return BareTasks.of(new Bare()).getFirst(); }
                    }
                    """)
                .call("Bare", "generated");

    assertThat(values(bare.options())).isEqualTo(values(TaskOptions.NONE));
  }

  @Test
  void reflection_wants_the_names_of_parameters() throws Exception {
    Object object =
        Compiled.of(
                Compiler.javac().withOptions("-proc:none"),
                """
                class Nameless {
                  @Task("run") void run(int x) {}
                  static Object object() { return new Nameless(); }
                }
                """)
            .call("Nameless", "object");

    assertThatThrownBy(() -> TaskDefinitions.from(object))
        .isInstanceOf(TaskRegistrationException.class)
        .hasMessage(
            "Task 'run', shop.Nameless.run(int), has parameters whose names the compiler has not"
                + " kept, so that no keyword argument could bind; compile with -parameters, or use"
                + " the annotation processor");
  }

  /** What every accessor says. */
  private static Map<String, Object> values(TaskOptions options) throws Exception {
    Map<String, Object> values = new TreeMap<>();
    for (Method accessor :
        Arrays.stream(TaskOptions.class.getDeclaredMethods())
            .filter(method -> method.getParameterCount() == 0)
            .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
            .filter(method -> !method.getName().endsWith("uilder"))
            .toList()) {
      values.put(accessor.getName(), accessor.invoke(options));
    }
    assertThat(values).hasSizeGreaterThan(20);
    return values;
  }
}
