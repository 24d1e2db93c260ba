package io.celeriac.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Looks through jars and directories for classes of a simple name, whatever package and case. */
final class ClassSearch {

  private static final String SUFFIX = ".class";
  private static final int ENOUGH = 3;

  private final String end;

  ClassSearch(String simpleName) {
    this.end = "/" + simpleName + SUFFIX;
  }

  /** The names of the first few; places that cannot be read have none. */
  List<String> in(Stream<Path> places) {
    return places
        .flatMap(place -> files(place).stream())
        .filter(this::isMeant)
        .map(file -> file.substring(0, file.length() - SUFFIX.length()).replace('/', '.'))
        .distinct()
        .limit(ENOUGH)
        .toList();
  }

  private boolean isMeant(String file) {
    String rooted = "/" + file;
    int start = rooted.length() - end.length();
    return rooted.regionMatches(true, start, end, 0, end.length());
  }

  private static List<String> files(Path place) {
    try {
      return Files.isDirectory(place) ? ofDirectory(place) : ofJar(place);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<String> ofDirectory(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(file -> directory.relativize(file).toString().replace(File.separatorChar, '/'))
          .filter(file -> file.endsWith(SUFFIX))
          .toList();
    }
  }

  private static List<String> ofJar(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith(SUFFIX)).toList();
    }
  }
}
