package io.celeriac.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;
import redis.embedded.util.IO;

/** The servers that the library embedded-redis carries in its jar, for where none is installed. */
final class BundledPrograms {

  private BundledPrograms() {}

  /**
   * Those that may run on a machine, best first.
   *
   * @param system the property {@code os.name}; the library would run uname to learn as much
   * @param processor the property {@code os.arch}
   */
  static List<RedisProgram> of(String system, String processor) {
    String machine = system.toLowerCase(Locale.ROOT) + " on " + processor;
    return switch (machine.replaceFirst("windows .* on", "windows on")) {
      // The first needs OpenSSL 3, which small images lack; the 32-bit one needs nothing.
      case "linux on amd64" ->
          List.of(bundled(OsArchitecture.UNIX_x86_64), bundled(OsArchitecture.UNIX_x86));
      case "linux on aarch64" -> List.of(bundled(OsArchitecture.UNIX_AARCH64));
      case "linux on x86", "linux on i386" -> List.of(bundled(OsArchitecture.UNIX_x86));
      case "mac os x on x86_64" -> List.of(bundled(OsArchitecture.MAC_OS_X_x86_64));
      case "mac os x on aarch64" -> List.of(bundled(OsArchitecture.MAC_OS_X_ARM64));
      case "windows on amd64" -> List.of(bundled(OsArchitecture.WINDOWS_x86_64));
      default -> List.of();
    };
  }

  private static RedisProgram bundled(OsArchitecture machine) {
    Map<OsArchitecture, String> resources = ExecutableProvider.newProvidedVersionsMap();
    String resource = String.valueOf(resources.get(machine));
    return new RedisProgram(
        resource.substring(1) + " of the library embedded-redis",
        directory -> {
          try {
            return IO.writeResourceToExecutableFile(directory.toFile(), resource).toPath();
          } catch (RuntimeException e) {
            throw new IOException("it cannot be taken out of the jar: " + e.getMessage(), e);
          }
        });
  }
}
