package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.SettingException;
import io.celeriac.StoredSchedule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The schedule of a beat with a file, which only its configuration changes. */
final class FileSchedule implements StoredSchedule {

  private final FileAgenda agenda;
  private final DueTimes times;

  FileSchedule(FileAgenda agenda, DueTimes times) {
    this.agenda = agenda;
    this.times = times;
  }

  @Override
  public String displayUrl() {
    return agenda.display();
  }

  @Override
  public Optional<String> leader() {
    return Optional.empty();
  }

  @Override
  public List<Item> list() {
    agenda.load();
    return agenda.entries().stream()
        .map(this::item)
        .sorted(Comparator.comparing(Item::name))
        .toList();
  }

  private Item item(Entry entry) {
    return new Item(
        entry.name(),
        entry.schedule().toString(),
        entry.task().call().task(),
        true,
        true,
        entry.runs().lastRunAt(),
        entry.runs().totalRunCount(),
        times.next(entry.schedule(), entry.countedFrom()));
  }

  @Override
  public void add(BeatEntry entry) {
    throw fixed();
  }

  @Override
  public boolean remove(String name) {
    throw fixed();
  }

  @Override
  public boolean enable(String name) {
    throw fixed();
  }

  @Override
  public boolean disable(String name) {
    throw fixed();
  }

  private SettingException fixed() {
    return new SettingException(
        "The schedule with the file "
            + displayUrl()
            + " is that of the configuration and cannot be changed at run time; name a store by"
            + " celeriac_beat_store or -S, such as redis://localhost/0 or"
            + " db+postgresql://localhost/shop");
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
