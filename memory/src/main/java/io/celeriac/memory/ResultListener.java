package io.celeriac.memory;

/** Told by {@link MemoryResults} of final results of the tasks it listens for, perhaps twice. */
interface ResultListener {

  void arrived(String taskId, StoredResult result);
}
