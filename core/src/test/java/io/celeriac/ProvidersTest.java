package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.spi.BrokerUrl;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module a URL needs, told where there is none. */
class ProvidersTest {

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  /** As if nothing were on the class path that serves a URL. */
  private void hideAllModules() {
    Thread.currentThread()
        .setContextClassLoader(
            new ClassLoader(before) {
              @Override
              public Enumeration<URL> getResources(String name) throws IOException {
                return name.startsWith("META-INF/services/")
                    ? Collections.emptyEnumeration()
                    : super.getResources(name);
              }
            });
  }

  @AfterEach
  void showThemAgain() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rpc", "rpc://"})
  void results_as_messages_need_no_module(String url) {
    assertThat(Providers.resultBackend(BrokerUrl.parseBackend(url, "code")))
        .isInstanceOf(RpcResultBackendProvider.class);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://u:secret@h/0, celeriac-redis, redis://u:**@h/0",
    "db+postgresql+psycopg2://u:secret@h/n, celeriac-jdbc, db+postgresql+psycopg2://u:**@h/n",
    "db+sqlite:///x.db, celeriac-jdbc, db+sqlite:///x.db",
    "jdbc:h2:mem:x, celeriac-jdbc, jdbc:h2:mem:x",
    "database, celeriac-jdbc, database:////",
    "memory://, celeriac-memory, memory:////",
  })
  void a_missing_result_backend_names_its_module(String url, String module, String shown) {
    hideAllModules();

    assertThatThrownBy(() -> Providers.resultBackend(BrokerUrl.parseBackend(url, "code")))
        .isInstanceOf(MissingModuleException.class)
        .hasMessageStartingWith("No result backend for " + shown + " is on the class path")
        .hasMessageEndingWith("; add io.celeriac:" + module);
  }

  @Test
  void a_broker_is_no_result_backend_and_a_store_no_broker() {
    assertThatThrownBy(() -> Providers.resultBackend(BrokerUrl.parseBackend("amqp://h", "code")))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("'amqp' in amqp://h// is no result backend that Celeriac knows")
        .hasMessageContaining("database, db, jdbc")
        .hasMessageContaining("rpc");
    assertThatThrownBy(() -> Providers.transport(BrokerUrl.parse("database://h", "code")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("is no broker that Celeriac knows");
  }
}
