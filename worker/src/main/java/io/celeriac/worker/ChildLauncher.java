package io.celeriac.worker;

import io.celeriac.PoolChild;
import java.io.IOException;

/** Starts the process of a child; it then connects to the socket that its place names. */
interface ChildLauncher {

  /**
   * Starts it; returns at once.
   *
   * @throws IOException when the operating system refuses
   */
  Process launch(PoolChild place) throws IOException;

  /** As this program is: output goes where ours goes, and there is no input. */
  static ChildLauncher ofThisProgram() {
    ChildCommand command = ChildCommand.ofThisProcess();
    return place -> {
      Process process =
          new ProcessBuilder(command.words(place))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      return process;
    };
  }
}
