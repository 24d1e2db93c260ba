package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Worker;
import io.celeriac.Worker.Shutdown;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What signals ask of a worker. They are sent to the JVM of the test, which handles them. */
@DisabledOnOs(OS.WINDOWS)
@SuppressWarnings("sunapi") // as the class under test
class ProcessSignalsTest {

  private final List<Shutdown> asked = new CopyOnWriteArrayList<>();
  private final Worker worker =
      (Worker)
          Proxy.newProxyInstance(
              Worker.class.getClassLoader(),
              new Class<?>[] {Worker.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("shutdown");
                return asked.add((Shutdown) arguments[0]) ? null : proxy;
              });

  private final Map<sun.misc.Signal, sun.misc.SignalHandler> former = new HashMap<>();

  @BeforeEach
  void remember_what_the_jvm_does() {
    for (String name : List.of("TERM", "INT")) {
      sun.misc.Signal signal = new sun.misc.Signal(name);
      former.put(signal, sun.misc.Signal.handle(signal, sun.misc.SignalHandler.SIG_DFL));
    }
  }

  @AfterEach
  void give_the_signals_back() {
    former.forEach(sun.misc.Signal::handle);
  }

  private void raise(String... names) {
    for (String name : names) {
      int before = asked.size();
      sun.misc.Signal.raise(new sun.misc.Signal(name));
      await().until(() -> asked.size() > before);
    }
  }

  @Test
  void sigterm_is_warm_however_often_it_comes() {
    ProcessSignals signals = new ProcessSignals(worker, false);
    raise("TERM", "TERM", "TERM");
    assertThat(asked).containsOnly(Shutdown.WARM);
    assertThat(signals.exitCode()).isZero();
  }

  @Test
  void a_second_sigint_is_cold_and_a_sigterm_between_them_changes_nothing() {
    ProcessSignals signals = new ProcessSignals(worker, false);
    raise("INT", "TERM", "INT", "INT");
    assertThat(asked).containsExactly(Shutdown.WARM, Shutdown.WARM, Shutdown.COLD, Shutdown.COLD);
    assertThat(signals.exitCode()).isEqualTo(1);
  }

  @Test
  void a_remapped_sigterm_is_cold_and_a_sigint_after_it_goes_on_from_there() {
    ProcessSignals signals = new ProcessSignals(worker, true);
    raise("TERM", "INT");
    assertThat(asked).containsExactly(Shutdown.COLD, Shutdown.COLD);
    assertThat(signals.exitCode()).isEqualTo(1);
  }
}
