package io.celeriac.cli;

import java.util.List;

/** Shows the demonstration to a person. */
interface QuickstartView {

  /** Something that is ready. */
  void ready(String what, String details);

  /** How the stories stand; called again and again. */
  void show(List<? extends Story> stories, long now);

  /** How they stood in the end. */
  void close(List<? extends Story> stories, long now);

  /** A paragraph. */
  void say(String... lines);

  /** Gives the terminal back as it was. */
  default void restore() {}
}
