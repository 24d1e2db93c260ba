package io.celeriac.jdbc;

import io.celeriac.MissingModuleException;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Which JDBC drivers are on the class path, and which to add. */
final class Drivers {

  private Drivers() {}

  /** Whether there is one for a JDBC URL. */
  static boolean has(String jdbcUrl) {
    return DriverManager.drivers().anyMatch(driver -> accepts(driver, jdbcUrl));
  }

  private static boolean accepts(Driver driver, String jdbcUrl) {
    try {
      return driver.acceptsURL(jdbcUrl);
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * Makes sure of a driver.
   *
   * @throws MissingModuleException naming the one to add
   */
  static void require(DatabaseUrl url) {
    if (!has(url.jdbc())) {
      throw new MissingModuleException(
          "No JDBC driver for %s is on the class path; add %s"
              .formatted(url.display(), artifact(url.jdbc())));
    }
  }

  private static String artifact(String jdbcUrl) {
    return switch (jdbcUrl.split(":", 3)[1]) {
      case "postgresql" -> "org.postgresql:postgresql";
      case "sqlite" -> "org.xerial:sqlite-jdbc";
      case "mysql" -> "com.mysql:mysql-connector-j, or org.mariadb.jdbc:mariadb-java-client";
      case "mariadb" -> "org.mariadb.jdbc:mariadb-java-client";
      case "h2" -> "com.h2database:h2";
      case "oracle" -> "com.oracle.database.jdbc:ojdbc17";
      case "sqlserver" -> "com.microsoft.sqlserver:mssql-jdbc";
      case String other -> "the driver of '" + other + "'";
    };
  }
}
