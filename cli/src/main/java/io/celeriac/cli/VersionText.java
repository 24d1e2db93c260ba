package io.celeriac.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"celeriac " + version()};
  }

  /** The version of this build; classes that are in no jar have none. */
  static String version() {
    return Optional.ofNullable(VersionText.class.getPackage().getImplementationVersion())
        .orElse("(unpackaged)");
  }
}
