package io.celeriac.processor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.Generated;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.NullMarked;

/** Writes the class that goes with a class or interface with tasks, from what was read of it. */
final class TaskClassWriter {

  private final ProcessingEnvironment environment;

  TaskClassWriter(ProcessingEnvironment environment) {
    this.environment = environment;
  }

  /** The class's name: with those of the classes around it before it. */
  static ClassName generatedName(TypeElement type) {
    ClassName name = ClassName.get(type);
    return ClassName.get(name.packageName(), String.join("_", name.simpleNames()) + "Tasks");
  }

  JavaFile write(TypeElement type, List<TaskMethod> tasks) {
    List<String> parameterNames =
        tasks.stream().flatMap(task -> task.sent().stream()).map(Parameter.Sent::name).toList();
    Constants constants = new Constants(parameterNames);
    CallWriter callWriter = new CallWriter(type, environment.getElementUtils(), constants);
    List<MethodSpec> methods = new ArrayList<>();
    new Calls(environment.getTypeUtils(), environment.getMessager(), reserved(type, tasks))
        .of(tasks)
        .forEach(call -> methods.add(callWriter.write(call)));
    methods.addAll(
        new DefinitionWriter(
                type, tasks, environment.getElementUtils(), environment.getTypeUtils(), constants)
            .write());
    TypeSpec.Builder written =
        TypeSpec.classBuilder(generatedName(type))
            .addJavadoc(
                "Calls of the tasks of {@link $T}, and their definitions.\n", ClassName.get(type))
            .addOriginatingElement(type)
            .addAnnotation(NullMarked.class)
            .addModifiers(Modifier.FINAL)
            .addFields(constants.fields())
            .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build())
            .addMethods(methods);
    if (isPublic(type)) {
      written.addModifiers(Modifier.PUBLIC);
    }
    // A named module need not read the one that this annotation is in.
    if (environment.getElementUtils().getTypeElement(module(type), Generated.class.getName())
        != null) {
      written.addAnnotation(
          AnnotationSpec.builder(Generated.class)
              .addMember("value", "$S", TaskProcessor.class.getName())
              .build());
    }
    List<String> suppressed = suppressed(type, tasks);
    if (!suppressed.isEmpty()) {
      AnnotationSpec.Builder suppress = AnnotationSpec.builder(SuppressWarnings.class);
      suppressed.forEach(warning -> suppress.addMember("value", "$S", warning));
      written.addAnnotation(suppress.build());
    }
    return JavaFile.builder(generatedName(type).packageName(), written.build())
        .indent("  ")
        .build();
  }

  private javax.lang.model.element.ModuleElement module(TypeElement type) {
    return environment.getElementUtils().getModuleOf(type);
  }

  /** The methods that are there besides the calls. */
  private Set<String> reserved(TypeElement type, List<TaskMethod> tasks) {
    if (tasks.stream().allMatch(TaskMethod::isStatic)) {
      return Set.of("all()");
    }
    return new LinkedHashSet<>(
        List.of("of(" + type.getQualifiedName() + ")", "of(java.util.function.Supplier)"));
  }

  private static boolean isPublic(TypeElement type) {
    return type.getModifiers().contains(Modifier.PUBLIC)
        && (!(type.getEnclosingElement() instanceof TypeElement outer) || isPublic(outer));
  }

  /** Warnings about the application's own code, which it had where that is written. */
  private List<String> suppressed(TypeElement type, List<TaskMethod> tasks) {
    List<String> suppressed = new ArrayList<>();
    if (isDeprecated(type) || tasks.stream().anyMatch(this::namesDeprecated)) {
      suppressed.add("deprecation");
      suppressed.add("removal");
    }
    if (environment.getElementUtils().isFunctionalInterface(type)) {
      suppressed.add("overloads");
    }
    return suppressed;
  }

  private boolean namesDeprecated(TaskMethod task) {
    return isDeprecated(task.element())
        || isDeprecated(environment.getTypeUtils().asElement(task.result()))
        || task.sent().stream()
            .anyMatch(p -> isDeprecated(environment.getTypeUtils().asElement(p.type())));
  }

  private boolean isDeprecated(@org.jspecify.annotations.Nullable Element element) {
    return element != null && environment.getElementUtils().isDeprecated(element);
  }
}
