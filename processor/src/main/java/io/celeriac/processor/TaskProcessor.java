package io.celeriac.processor;

import com.palantir.javapoet.JavaFile;
import io.celeriac.Default;
import io.celeriac.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;

/**
 * Generates for each class or interface {@code X} with methods annotated {@link Task} a class
 * {@code XTasks} beside it, which makes typed calls of the tasks, and their definitions for a
 * worker with direct calls of the methods. Each generated class comes of one source class, so that
 * incremental builds redo only what changed.
 */
public final class TaskProcessor extends AbstractProcessor {

  private final TaskNames names = new TaskNames();

  /** Classes that name types which are still to be generated, by other processors. */
  private final Set<String> waiting = new LinkedHashSet<>();

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of(Task.class.getName(), Default.class.getName());
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    Set<TypeElement> types = new LinkedHashSet<>();
    for (String name : waiting) {
      Optional.ofNullable(processingEnv.getElementUtils().getTypeElement(name))
          .ifPresent(types::add);
    }
    waiting.clear();
    for (Element method : round.getElementsAnnotatedWith(Task.class)) {
      types.add(TaskMethod.owner((ExecutableElement) method));
    }
    types.forEach(this::process);
    for (Element parameter : round.getElementsAnnotatedWith(Default.class)) {
      checkDefault((VariableElement) parameter);
    }
    return false;
  }

  private void process(TypeElement type) {
    List<ExecutableElement> methods =
        type.getEnclosedElements().stream()
            .filter(ExecutableElement.class::isInstance)
            .map(ExecutableElement.class::cast)
            .filter(method -> Annotations.find(method, Task.class).isPresent())
            .toList();
    if (methods.stream().anyMatch(TaskProcessor::isUnresolved)) {
      // If nobody generates those types, the compiler will say so itself.
      waiting.add(type.getQualifiedName().toString());
      return;
    }
    Problems problems = new Problems(processingEnv.getMessager());
    checkType(type, problems);
    if (problems.found()) {
      return;
    }
    TaskMethodReader reader =
        new TaskMethodReader(
            processingEnv.getMessager(),
            processingEnv.getElementUtils(),
            processingEnv.getTypeUtils(),
            names);
    List<TaskMethod> tasks = new ArrayList<>();
    methods.forEach(method -> reader.read(method).ifPresent(tasks::add));
    if (!tasks.isEmpty()) {
      write(type, tasks, problems);
    }
  }

  private static boolean isUnresolved(ExecutableElement method) {
    return TravelingTypes.isUnresolved(method.getReturnType())
        || method.getParameters().stream()
            .anyMatch(parameter -> TravelingTypes.isUnresolved(parameter.asType()));
  }

  private static void checkType(TypeElement type, Problems problems) {
    TravelingTypes.hidden(type)
        .ifPresent(hidden ->
            problems.error(
                hidden,
                hidden.getQualifiedName()
                    + " is private, so that no worker can call the tasks of "
                    + type.getQualifiedName()
                    + "; remove 'private'"));
    boolean inner =
        type.getNestingKind().isNested()
            && type.getKind() == ElementKind.CLASS
            && !type.getModifiers().contains(Modifier.STATIC);
    if (inner) {
      problems.error(
          type,
          type.getQualifiedName()
              + " is an inner class, whose tasks would need an object of "
              + Objects.requireNonNull(type.getEnclosingElement()).getSimpleName()
              + " around theirs; make it static");
    }
  }

  private void write(TypeElement type, List<TaskMethod> tasks, Problems problems) {
    JavaFile file = new TaskClassWriter(processingEnv).write(type, tasks);
    try {
      file.writeTo(processingEnv.getFiler());
    } catch (FilerException e) {
      problems.error(
          type,
          "There is a class "
              + TaskClassWriter.generatedName(type).canonicalName()
              + " already, which is the name of the one to generate for "
              + type.getQualifiedName()
              + "; rename one of the two");
    } catch (IOException e) {
      problems.error(
          type,
          "The class "
              + TaskClassWriter.generatedName(type).canonicalName()
              + " cannot be written: "
              + e);
    }
  }

  private void checkDefault(VariableElement parameter) {
    Element method = Objects.requireNonNull(parameter.getEnclosingElement());
    if (Annotations.find(method, Task.class).isEmpty()) {
      new Problems(processingEnv.getMessager())
          .error(
              parameter,
              "@Default does nothing here: "
                  + method
                  + " is no task; put it on the method that has @Task, or remove it");
    }
  }
}
