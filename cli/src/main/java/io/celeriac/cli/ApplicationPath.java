package io.celeriac.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an application's classes are: what {@code --classpath} adds, and what the JVM was started
 * with besides Celeriac's own jars.
 *
 * @param entries jars and directories, in the order of the search
 * @param loader finds classes there
 */
record ApplicationPath(List<Path> entries, ClassLoader loader) {

  private static final int SHOWN = 5;

  ApplicationPath {
    entries = List.copyOf(entries);
  }

  /**
   * The path with entries added.
   *
   * @param added as {@code --classpath} gives them: separated as the system does it, {@code dir/*}
   *     for all jars of a directory
   * @param directory what relative entries are seen from
   * @throws UsageException naming the entry that does not exist
   */
  static ApplicationPath of(List<String> added, Path directory) {
    ClassLoader parent = ApplicationPath.class.getClassLoader();
    List<Path> own = applicationPart();
    if (added.isEmpty()) {
      return new ApplicationPath(own, parent);
    }
    List<Path> more =
        added.stream()
            .flatMap(each -> Arrays.stream(each.split(File.pathSeparator)))
            .filter(entry -> !entry.isEmpty())
            .flatMap(entry -> expand(entry, directory).stream())
            .toList();
    URL[] urls = more.stream().map(ApplicationPath::url).toArray(URL[]::new);
    List<Path> all = new ArrayList<>(own);
    all.addAll(more);
    // Open as long as the process lives: tasks load classes at any time.
    return new ApplicationPath(all, new URLClassLoader("application", urls, parent));
  }

  private static List<Path> expand(String entry, Path directory) {
    boolean allJars = entry.endsWith("/*");
    Path path = directory.resolve(allJars ? entry.substring(0, entry.length() - 2) : entry);
    if (!Files.exists(path)) {
      throw new UsageException(
          "'"
              + entry
              + "' in --classpath does not exist (seen from "
              + directory
              + "). Give jars or directories of classes, separated by '"
              + File.pathSeparator
              + "'.");
    }
    return allJars ? jars(path) : List.of(path);
  }

  private static List<Path> jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UsageException("The jars in " + directory + " cannot be listed: " + e, e);
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UsageException(path + " in --classpath cannot be a place of classes", e);
    }
  }

  /** What stands behind the jars that lie beside ours. */
  private static List<Path> applicationPart() {
    List<Path> all = ofThisProcess();
    Optional<Path> home = all.stream().findFirst().map(Path::getParent);
    return all.stream()
        .filter(entry -> !home.equals(Optional.ofNullable(entry.getParent())))
        .toList();
  }

  private static List<Path> ofThisProcess() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  /** Classes of this simple name anywhere, to suggest to who mistyped one. */
  List<String> classesNamed(String simpleName) {
    return new ClassSearch(simpleName)
        .in(Stream.concat(entries.stream(), ofThisProcess().stream()));
  }

  /** For messages. */
  String description() {
    return entries.isEmpty()
        ? "no class path of an application was given"
        : "searched "
            + String.join(", ", entries.stream().limit(SHOWN).map(Path::toString).toList())
            + (entries.size() > SHOWN ? " and " + (entries.size() - SHOWN) + " more" : "");
  }
}
