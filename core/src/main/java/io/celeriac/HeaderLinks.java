package io.celeriac;

/**
 * Takes the bodies off the header tasks of chords that are only to run later: such a chord carries
 * its body itself, and whoever applies it gives it to the header again. Without this, nested chords
 * would multiply the size of a message.
 */
final class HeaderLinks {

  private HeaderLinks() {}

  static void strip(Draft draft) {
    switch (draft) {
      case ChordDraft chord -> {
        if (chord.headerGroup() != null) {
          clear(chord.headerGroup());
        } else {
          chord.header().forEach(HeaderLinks::clear);
        }
        chord.header().forEach(HeaderLinks::strip);
        if (chord.body != null) {
          strip(chord.body);
        }
      }
      case GroupDraft group -> group.tasks.forEach(HeaderLinks::strip);
      case ChainDraft chain -> chain.tasks.forEach(HeaderLinks::strip);
      case TaskDraft _ -> {}
    }
  }

  /** Off whatever ends this, which is what would report to the chord. */
  private static void clear(Draft draft) {
    draft.options.remove(Draft.CHORD);
    switch (draft) {
      case GroupDraft group -> group.tasks.forEach(HeaderLinks::clear);
      case ChainDraft chain -> {
        if (!chain.tasks.isEmpty()) {
          clear(chain.tasks.getLast());
        }
      }
      case ChordDraft chord -> {
        if (chord.body != null) {
          clear(chord.body);
        }
      }
      case TaskDraft _ -> {}
    }
  }
}
