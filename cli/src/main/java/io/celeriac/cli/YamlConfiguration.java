package io.celeriac.cli;

import io.celeriac.SettingException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2: one document that is a mapping, or empty. */
final class YamlConfiguration {

  private final Path path;
  private final Map<String, Integer> lines = new HashMap<>();
  private final Set<Node> above = Collections.newSetFromMap(new IdentityHashMap<>());

  private YamlConfiguration(Path path) {
    this.path = path;
  }

  static ConfigurationFile.Content parse(String text, Path path) {
    return new YamlConfiguration(path).read(text);
  }

  private ConfigurationFile.Content read(String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(path.toString()).setSchema(new CoreSchema()).build();
    try {
      Optional<Node> document = new Compose(settings).composeString(text);
      document.ifPresent(node -> walk("", node));
      Object root =
          document.isEmpty()
              ? null
              : new StandardConstructor(settings).constructSingleDocument(document);
      return new ConfigurationFile.Content(topLevel(root), lines);
    } catch (MarkedYamlEngineException e) {
      throw ConfigurationFile.malformed(path, line(e.getProblemMark()), e.getProblem());
    } catch (YamlEngineException e) {
      throw ConfigurationFile.malformed(path, 1, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, @Nullable Object> topLevel(@Nullable Object root) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    switch (root) {
      case null -> {}
      case Map<?, ?> map -> map.forEach((key, value) -> values.put(String.valueOf(key), value));
      default -> throw malformed(1, "it should be a mapping of settings to values");
    }
    return values;
  }

  /** Notes the lines of keys, and objects to nodes that contain themselves. */
  private void walk(String prefix, Node node) {
    if (!above.add(node)) {
      throw malformed(line(node.getStartMark()), "an alias may not stand inside its own anchor");
    }
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple entry : mapping.getValue()) {
          String name =
              prefix + (entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?");
          lines.put(name, line(entry.getKeyNode().getStartMark()));
          walk(name + "_", entry.getValueNode());
        }
      }
      case SequenceNode sequence -> sequence.getValue().forEach(item -> walk(prefix, item));
      default -> {}
    }
    above.remove(node);
  }

  private SettingException malformed(int line, String problem) {
    return ConfigurationFile.malformed(path, line, problem);
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0) + 1;
  }
}
