package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a client remembers of results, by {@code result_cache_max}. */
final class CachedResultsTest {

  private final Map<String, String> states = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private ResultBackend cached(int most) {
    ResultBackend store =
        (ResultBackend)
            Proxy.newProxyInstance(
                ResultBackend.class.getClassLoader(),
                new Class<?>[] {ResultBackend.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "find" -> found(String.valueOf(arguments[0]));
                      case "findAll" -> {
                        Map<String, ResultDocument> all = new LinkedHashMap<>();
                        ((Collection<?>) arguments[0])
                            .forEach(id ->
                                found(String.valueOf(id))
                                    .ifPresent(document -> all.put("" + id, document)));
                        yield all;
                      }
                      case "forget" -> null;
                      case "findGroup" -> {
                        asked.add("group " + arguments[0]);
                        yield Optional.of(ResultTuple.task(String.valueOf(arguments[0])));
                      }
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return CachedResults.of(store, Settings.defaults().with(Setting.RESULT_CACHE_MAX, most));
  }

  private Optional<ResultDocument> found(String id) {
    asked.add(id);
    return Optional.ofNullable(states.get(id))
        .map(state -> new ResultDocument(id, state, 1L, null, null, null, null, null, Map.of()));
  }

  @Test
  void by_default_nothing_is_remembered() {
    states.put("a", "SUCCESS");
    ResultBackend results = cached(-1);
    results.find("a");
    results.find("a");

    assertThat(asked).containsExactly("a", "a");
  }

  @Test
  void a_success_is_read_once_and_what_may_change_each_time() {
    states.put("a", "SUCCESS");
    states.put("b", "FAILURE");
    ResultBackend results = cached(10);
    for (int i = 0; i < 2; i++) {
      assertThat(results.find("a")).hasValueSatisfying(d -> assertThat(d.result()).isEqualTo(1L));
      assertThat(results.find("b")).isPresent();
      assertThat(results.find("c")).isEmpty();
    }

    assertThat(asked).containsExactly("a", "b", "c", "b", "c");
    assertThat(results.findAll(List.of("a", "b"))).containsOnlyKeys("a", "b");
    assertThat(asked).containsExactly("a", "b", "c", "b", "c", "b");
  }

  @Test
  void beyond_the_number_the_one_asked_for_least_lately_is_forgotten() {
    List.of("a", "b", "c").forEach(id -> states.put(id, "SUCCESS"));
    ResultBackend results = cached(2);
    List.of("a", "b", "a", "c", "a", "b").forEach(results::find);

    assertThat(asked).containsExactly("a", "b", "c", "b");
  }

  @Test
  void zero_is_no_limit_and_what_is_deleted_is_forgotten() {
    ResultBackend results = cached(0);
    for (int i = 0; i < 1000; i++) {
      states.put("id-" + i, "SUCCESS");
      results.find("id-" + i);
    }
    results.find("id-0");
    assertThat(asked).hasSize(1000);

    results.forget("id-0");
    results.find("id-0");
    assertThat(asked).hasSize(1001);
  }

  @Test
  void a_saved_group_is_read_once() {
    ResultBackend results = cached(1);
    results.findGroup("g");
    results.findGroup("g");

    assertThat(asked).containsExactly("group g");
  }
}
