package io.celeriac.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The options of every command, by Celery's names; they may stand before or after it. Their order
 * puts them behind the command's own in its help.
 */
final class GlobalOptions {

  @Option(
      names = {"-A", "--app"},
      paramLabel = "CLASS",
      order = 101,
      scope = ScopeType.INHERIT,
      description = {
        "The class that gives the app: com.example.Shop, or com.example.Shop:member.",
        "Environment: CELERY_APP."
      })
  @Nullable String app;

  @Option(
      names = {"-b", "--broker"},
      paramLabel = "URL",
      order = 102,
      scope = ScopeType.INHERIT,
      description = "The broker's URL; several for failover, parted by ';'.")
  @Nullable String broker;

  @Option(
      names = "--result-backend",
      paramLabel = "URL",
      order = 103,
      scope = ScopeType.INHERIT,
      description = "Where results are stored.")
  @Nullable String resultBackend;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = 104,
      scope = ScopeType.INHERIT,
      description = {
        "Settings, as TOML or YAML; else celeriac.toml or celeriac.yaml here, if there is one.",
        "Environment: CELERIAC_CONFIG."
      })
  @Nullable Path config;

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      order = 105,
      scope = ScopeType.INHERIT,
      description = {
        "The application's jars and directories of classes.",
        "Environment: CELERIAC_CLASSPATH."
      })
  List<String> classpath = new ArrayList<>();

  @Option(
      names = {"-q", "--quiet"},
      order = 106,
      scope = ScopeType.INHERIT,
      description = "Print no banner.")
  boolean quiet;

  /** Looked for before the command line is read, since errors in it are coloured too. */
  @Option(
      names = {"-C", "--no-color"},
      order = 107,
      scope = ScopeType.INHERIT,
      description = {"No colours. Environment: NO_COLOR."})
  boolean noColour;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 108,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  boolean help;
}
