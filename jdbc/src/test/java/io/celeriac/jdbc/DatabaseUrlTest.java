package io.celeriac.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.MissingModuleException;
import io.celeriac.SettingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of databases mean what they mean to SQLAlchemy, or to JDBC. */
class DatabaseUrlTest {

  private static DatabaseUrl parse(String url) {
    return DatabaseUrl.parse(url, "test");
  }

  @ParameterizedTest
  @CsvSource({
    "db+postgresql://h/n, jdbc:postgresql://h/n",
    "db+postgresql+psycopg2://h:5433/n, jdbc:postgresql://h:5433/n",
    "db+postgresql://[::1]:5433/n, jdbc:postgresql://[::1]:5433/n",
    "postgresql:///n, jdbc:postgresql://localhost/n",
    "db+postgres://h, jdbc:postgresql://h/",
    "db+sqlite:///relative.db, jdbc:sqlite:relative.db",
    "db+sqlite:///sub/relative.db, jdbc:sqlite:sub/relative.db",
    "db+sqlite:////absolute.db, jdbc:sqlite:/absolute.db",
    "db+sqlite+pysqlite:////a b%20c@d.db, jdbc:sqlite:/a b%20c@d.db",
    "db+sqlite://, jdbc:sqlite::memory:",
    "db+sqlite:///:memory:, jdbc:sqlite::memory:",
    "db+mysql+pymysql://h:3306/n?charset=utf8mb4, jdbc:mysql://h:3306/n",
    "db+mariadb://h/n, jdbc:mariadb://h/n",
    "db+jdbc:postgresql://h/n?ssl=true, jdbc:postgresql://h/n?ssl=true",
    "jdbc:h2:mem:x;DB_CLOSE_DELAY=-1, jdbc:h2:mem:x;DB_CLOSE_DELAY=-1",
  })
  void a_url_is_one_of_jdbc(String url, String jdbc) {
    assertThat(parse(url).jdbc()).isEqualTo(jdbc);
    assertThat(parse(url).user()).isEmpty();
    assertThat(parse(url).password()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h/n?ssl=true&sslpassword=pa55%26, sslpassword, pa55&, jdbc:postgresql://h/n?ssl=true",
    "jdbc:sqlserver://h;trustStorePassword={a;b}}c};x=y, trustStorePassword, a;b}c, jdbc:sqlserver://h;x=y",
    "db+postgresql://h/n?sslpassword=pa55, sslpassword, pa55, jdbc:postgresql://h/n",
  })
  void all_that_is_secret_is_kept_apart(String url, String name, String secret, String jdbc) {
    assertThat(parse(url).properties()).containsEntry(name, secret);
    assertThat(parse(url).jdbc()).isEqualTo(jdbc);
    assertThat(parse(url).toString()).doesNotContain(secret);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://u:s3cr3t/w0rd@h/n",
        "jdbc:postgresql://u:s3cr3t?w0rd@h/n",
        "jdbc:postgresql://u:17?w0rd@h/n",
        "jdbc:postgresql://u:s3cr3t;w0rd@h/n",
        "jdbc:postgresql://u:s3cr3t@w0rd@h/n",
        "jdbc:postgresql://u:s3cr3t@w0rd/w0rd@h/n",
        "db+postgresql://u:s3cr3t@w0rd@h/n",
        "db+postgresql://u:s3cr3t@w0rd/w0rd@h/n"
      })
  void what_a_driver_would_take_for_a_host_is_refused_and_not_shown(String url) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("@h/n")
        .message()
        .doesNotContain("s3cr3t", "w0rd", "17");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://a:1,b:2/n",
        "jdbc:postgresql://[::1]:5432/n?user=a@b",
        "jdbc:mysql://address=(host=h)(port=1)(user=u)/n",
        "jdbc:sqlserver://h\\instance:1433;databaseName=n;user=a@b",
        "jdbc:oracle:thin:scott/tiger@//h:1521/n",
        "jdbc:h2:tcp://localhost:9092/~/n"
      })
  void other_forms_are_left_to_the_driver(String url) {
    assertThat(parse(url).jdbc()).startsWith(url.replaceFirst("[?;]?user=.*", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "db+postgresql://us%40er:p%2Fa%3As%20s%25@h/n, us@er, p/a:s s%, jdbc:postgresql://h/n",
    "db+postgresql://u:a/b?c#d:e+f@h/n, u, a/b?c#d:e+f, jdbc:postgresql://h/n",
    "db+mysql://u:100%@h/n, u, 100%, jdbc:mysql://h/n",
    "db+jdbc:postgresql://u:p%40@h:5/n?a=b, u, p@, jdbc:postgresql://h:5/n?a=b",
    "jdbc:postgresql://h/n?user=u&password=p%26x&ssl=true, u, p&x, jdbc:postgresql://h/n?ssl=true",
    "jdbc:postgresql://h/n?ssl=true&user=u&password=s3cret, u, s3cret, jdbc:postgresql://h/n?ssl=true",
    "jdbc:postgresql://h/n?user=u&password=s3cret, u, s3cret, jdbc:postgresql://h/n",
    "jdbc:sqlserver://h;user=u;password=p%20;encrypt=true, u, p%20, jdbc:sqlserver://h;encrypt=true",
  })
  void the_account_is_decoded_and_kept_apart(
      String url, String user, String password, String jdbc) {
    assertThat(parse(url).user()).contains(user);
    assertThat(parse(url).password()).contains(password);
    assertThat(parse(url).jdbc()).isEqualTo(jdbc);
    assertThat(parse(url).display()).contains("**").doesNotContain(password);
    assertThat(parse(url).toString()).isEqualTo(parse(url).display());
  }

  @Test
  void options_of_the_url_are_the_drivers() {
    assertThat(parse("db+postgresql://h/n?sslmode=require&connect_timeout=9").properties())
        .containsEntry("sslmode", "require")
        .containsEntry("connectTimeout", "9")
        .containsEntry("ApplicationName", "celeriac");
    assertThat(parse("db+sqlite:///x?check_same_thread=false&journal_mode=WAL").properties())
        .isEqualTo(Map.of("journal_mode", "WAL", "busy_timeout", "10000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db+oracle://u:secret@h/n",
        "db+postgresql:/u:secret@h/n",
        "db+postgresql://u:secret@h:port/n",
        "db+postgresql://u:secret@/n?host=/var/run",
        "db+sqlite://u:secret@host/file.db"
      })
  void what_cannot_be_used_is_told_without_its_password(String url) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("The database URL 'db+")
        .hasMessageContaining(" (test) cannot be used: ")
        .hasMessageContaining("; expected db+postgresql://user:password@host:5432/database")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "db+mysql://u:secret@h/n, com.mysql:mysql-connector-j",
    "db+mariadb://u:secret@h/n, org.mariadb.jdbc:mariadb-java-client",
    "jdbc:oracle:thin:@//h:1521/x, com.oracle.database.jdbc:ojdbc17",
    "jdbc:nosuch://h, the driver of 'nosuch'",
  })
  void a_missing_driver_is_named(String url, String driver) {
    assertThatThrownBy(() -> Databases.backend(url))
        .isInstanceOf(MissingModuleException.class)
        .hasMessageStartingWith("No JDBC driver for ")
        .hasMessageContaining("; add " + driver)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }
}
