package io.celeriac.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The arrows between the modules. Each rule names what a module may know of ours; whatever it does
 * not name it may not know. So nobody can depend on the command line, and no transport on another.
 */
@AnalyzeClasses(packages = "io.celeriac", importOptions = ShippedClasses.class)
final class ModulesTest {

  private static final String PROTOCOL = "io.celeriac.protocol";
  private static final String CORE = "io.celeriac";
  private static final String SPI = "io.celeriac.spi";
  private static final String WORKER = "io.celeriac.worker";
  private static final String BEAT = "io.celeriac.beat";
  private static final String PROCESSOR = "io.celeriac.processor";
  private static final String CODECS = "io.celeriac.codecs";
  private static final String MEMORY = "io.celeriac.memory";
  private static final String AMQP = "io.celeriac.amqp";
  private static final String REDIS = "io.celeriac.redis";
  private static final String JDBC = "io.celeriac.jdbc";
  private static final String EMBEDDED = "io.celeriac.embedded";
  private static final String CLI = "io.celeriac.cli";

  @ArchTest static final ArchRule protocol_knows_nothing_of_ours = only_knows(PROTOCOL);

  @ArchTest static final ArchRule core_knows_protocol = only_knows(CORE, SPI, PROTOCOL);

  @ArchTest
  static final ArchRule what_a_third_party_plugs_into_knows_core_and_protocol =
      only_knows(SPI, CORE, PROTOCOL);

  @ArchTest
  static final ArchRule the_worker_knows_core_and_protocol =
      only_knows(WORKER, CORE, SPI, PROTOCOL);

  @ArchTest
  static final ArchRule beat_knows_core_and_protocol = only_knows(BEAT, CORE, SPI, PROTOCOL);

  @ArchTest static final ArchRule codecs_know_protocol = only_knows(CODECS, PROTOCOL);

  @ArchTest
  static final ArchRule memory_knows_core_and_no_other_transport =
      only_knows(MEMORY, CORE, SPI, PROTOCOL);

  @ArchTest
  static final ArchRule amqp_knows_core_and_no_other_transport =
      only_knows(AMQP, CORE, SPI, PROTOCOL);

  @ArchTest
  static final ArchRule redis_knows_core_and_no_other_transport =
      only_knows(REDIS, CORE, SPI, PROTOCOL);

  @ArchTest
  static final ArchRule jdbc_knows_core_and_no_transport = only_knows(JDBC, CORE, SPI, PROTOCOL);

  @ArchTest static final ArchRule the_processor_knows_core = only_knows(PROCESSOR, CORE, SPI);

  @ArchTest static final ArchRule the_embedded_server_stands_alone = only_knows(EMBEDDED);

  /** A new module needs its rule above, and a new package is a candidate for a module. */
  @ArchTest
  static final ArchRule a_module_is_one_flat_package =
      classes()
          .should()
          .resideInAnyPackage(
              PROTOCOL, CORE, SPI, WORKER, BEAT, PROCESSOR, CODECS, MEMORY, AMQP, REDIS, JDBC,
              EMBEDDED, CLI)
          .because("modules are flat, and each has a rule in this test");

  @ArchTest
  static final ArchRule protocol_does_no_input_or_output_and_starts_no_threads =
      noClasses()
          .that()
          .resideInAPackage(PROTOCOL)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net.http", "java.nio.channels", "java.nio.file")
                  .or(
                      belongToAnyOf(
                          Thread.class,
                          File.class,
                          Socket.class,
                          ServerSocket.class,
                          Executor.class,
                          ExecutorService.class,
                          Executors.class)));

  @ArchTest
  static final ArchRule core_reads_no_files_but_certificates_and_keys =
      noClasses()
          .that()
          .resideInAnyPackage(CORE, SPI)
          .and()
          .haveSimpleNameNotStartingWith("Pem")
          .should()
          .dependOnClassesThat(resideInAPackage("java.nio.file"))
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(File.class, FileInputStream.class, FileReader.class)
          .because("configuration is read by the command line and handed over");

  @ArchTest
  static final ArchRule only_the_command_line_reads_the_environment =
      noClasses()
          .that()
          // The embedded server is looked for on the PATH.
          .resideOutsideOfPackages(CLI, EMBEDDED)
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  private static ArchRule only_knows(String module, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.celeriac..")
                .and(not(resideInAPackage(module)))
                .and(not(resideInAnyPackage(others))));
  }
}
