package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.ScheduleStoreProvider;
import io.celeriac.spi.StoredEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every store of schedules does, as tests. A store's own test class extends this one and says
 * where it is.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class ScheduleStoreContract {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(500);

  private final String schedule = "contract-" + UUID.randomUUID();
  private final List<ScheduleStore> opened = new ArrayList<>();
  private ScheduleStore one;
  private ScheduleStore two;

  /** The URL of the store under test. */
  protected abstract String url();

  @BeforeEach
  final void openTwo() {
    one = open(schedule);
    two = open(schedule);
  }

  @AfterEach
  final void closeAll() {
    one.entries().forEach(entry -> one.remove(entry.name()));
    opened.forEach(ScheduleStore::close);
  }

  private ScheduleStore open(String name) {
    Settings settings = Settings.defaults().with(Setting.CELERIAC_BEAT_STORE_NAME, name);
    List<BrokerUrl> urls = BrokerUrl.parseAllBackends(List.of(url()), "test");
    String scheme = urls.getFirst().scheme().replaceFirst("^db\\+.*", "db");
    ScheduleStore store =
        ServiceLoader.load(ScheduleStoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.schemes().contains(scheme))
            .findFirst()
            .orElseThrow()
            .open(urls, settings);
    opened.add(store);
    return store;
  }

  @Test
  final void entries_are_kept_with_their_runs_when_the_definition_changes() {
    one.put(new StoredEntry("tidy", "{\"task\": \"ä\"}", "run 1"));
    two.put(new StoredEntry("tidy", "changed", "run 2"));
    two.put(new StoredEntry("count", "other", "run 3"));

    assertThat(one.entries())
        .containsExactlyInAnyOrder(
            new StoredEntry("tidy", "changed", "run 1"),
            new StoredEntry("count", "other", "run 3"));
    assertThat(one.remove("tidy")).isTrue();
    assertThat(two.remove("tidy")).isFalse();
    assertThat(two.entries()).extracting(StoredEntry::name).containsExactly("count");
  }

  @Test
  final void schedules_of_other_names_are_apart() {
    ScheduleStore other = open(schedule + "-other");
    one.put(new StoredEntry("tidy", "definition", "run"));

    assertThat(other.entries()).isEmpty();
    assertThat(one.lead("first", LONG)).isTrue();
    assertThat(other.lead("second", LONG)).isTrue();
  }

  @Test
  final void one_leads_until_it_resigns() {
    assertThat(one.leader()).isEmpty();
    assertThat(one.lead("first", LONG)).isTrue();
    assertThat(two.lead("second", LONG)).isFalse();
    assertThat(one.lead("first", LONG)).isTrue();
    assertThat(two.leader()).contains("first");

    two.resign("second");
    assertThat(two.lead("second", LONG)).isFalse();
    one.resign("first");
    assertThat(two.leader()).isEmpty();
    assertThat(two.lead("second", LONG)).isTrue();
    assertThat(one.lead("first", LONG)).isFalse();
  }

  @Test
  final void who_is_not_heard_of_is_replaced() {
    assertThat(one.lead("first", SHORT)).isTrue();
    assertThat(two.lead("second", SHORT)).isFalse();

    Awaitility.await()
        .pollInterval(SHORT.dividedBy(5))
        .atMost(Duration.ofSeconds(20))
        .until(() -> two.lead("second", SHORT));
    assertThat(one.lead("first", LONG)).isFalse();
  }

  @Test
  final void who_is_heard_of_is_not_replaced() {
    long end = System.nanoTime() + SHORT.multipliedBy(4).toNanos();
    Awaitility.await()
        .pollInterval(SHORT.dividedBy(10))
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          assertThat(one.lead("first", SHORT)).isTrue();
          assertThat(two.lead("second", SHORT)).isFalse();
          return System.nanoTime() - end > 0;
        });
  }

  @Test
  final void a_run_is_noted_by_the_leader_only_and_only_once() {
    one.put(new StoredEntry("tidy", "definition", "run 0"));
    one.lead("first", LONG);

    assertThat(two.advance("second", "tidy", "run 0", "run 2")).isFalse();
    assertThat(one.advance("first", "tidy", "run x", "run 1")).isFalse();
    assertThat(one.advance("first", "other", "run 0", "run 1")).isFalse();
    assertThat(one.advance("first", "tidy", "run 0", "run 1")).isTrue();
    assertThat(one.advance("first", "tidy", "run 0", "run 2")).isFalse();
    assertThat(two.entries()).extracting(StoredEntry::run).containsExactly("run 1");
  }

  @Test
  final void of_many_who_ask_at_once_one_leads() throws Exception {
    List<Callable<Boolean>> asking = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String owner = "owner" + i;
      ScheduleStore store = open(schedule);
      asking.add(() -> store.lead(owner, LONG));
    }
    int leaders = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(asking.size())) {
      for (Future<Boolean> each : threads.invokeAll(asking)) {
        leaders += each.get() ? 1 : 0;
      }
    }
    assertThat(leaders).isEqualTo(1);
  }

  @Test
  final void of_many_who_note_a_run_at_once_one_succeeds() throws Exception {
    one.put(new StoredEntry("tidy", "definition", "run 0"));
    one.lead("first", LONG);
    List<Callable<Boolean>> noting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String run = "run of " + i;
      ScheduleStore store = open(schedule);
      noting.add(() -> store.advance("first", "tidy", "run 0", run));
    }
    int noted = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(noting.size())) {
      for (Future<Boolean> each : threads.invokeAll(noting)) {
        noted += each.get() ? 1 : 0;
      }
    }
    assertThat(noted).isEqualTo(1);
  }
}
