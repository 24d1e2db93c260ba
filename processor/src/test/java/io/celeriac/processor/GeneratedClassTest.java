package io.celeriac.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaCompiler;
import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generated class as a source: its name, what may see it, and how it comes about. */
final class GeneratedClassTest {

  @Test
  void it_reads_like_this() throws IOException {
    String generated =
        Compiled.of(
                """
                public class Orders {
                  @Task(value = "orders.ship", acksLate = true, timeLimit = "90s")
                  void ship(TaskContext task, String id, @Default("1") int parcels) {}
                  @Task("orders.total") Map<String, Long> total(List<String> ids) {
                    return Map.of();
                  }
                }
                """)
            .succeeds()
            .generated("OrdersTasks");

    try (InputStream expected =
        Objects.requireNonNull(getClass().getResourceAsStream("/OrdersTasks.txt"))) {
      assertThat(generated).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void it_is_the_same_each_time() {
    String source =
        """
        class Orders {
          @Task("a") int a(Map<String, List<URI>> x, List<String> y) { return 1; }
          @Task(value = "b", maxRetries = 1) List<String> a(int x) { return List.of(); }
        }
        """;

    assertThat(Compiled.of(source).generated("OrdersTasks"))
        .isEqualTo(Compiled.of(source).generated("OrdersTasks"));
  }

  @Test
  void a_nested_class_has_the_names_around_it() {
    Compiled compiled =
        Compiled.of(
                """
                public class Shop {
                  public static class Orders {
                    public interface Late { @Task("late") void run(); }
                  }
                  static class Hidden {
                    public interface Deep { @Task("deep") void run(); }
                  }
                }
                """)
            .succeeds();

    assertThat(compiled.generated("Shop_Orders_LateTasks")).contains("public final class");
    assertThat(compiled.generated("Shop_Hidden_DeepTasks"))
        .contains("\nfinal class Shop_Hidden_DeepTasks");
  }

  @Test
  void types_of_the_package_only_may_be_parameters() {
    Compiled.of(
            """
            class Orders {
              record Item(int id) {}
              protected enum Size { S }
              @Task("a") Item a(List<Item> x, Map<Size, Item> y) { return x.get(0); }
            }
            """)
        .succeeds();
  }

  @Test
  void names_of_parameters_hide_nothing() {
    Compiled.of(
            """
            interface Odd {
              @Task(value = "a", maxRetries = 1)
              List<String> run(int RUN_OPTIONS, int task, int arguments, int instance, int callbacks,
                  List<String> LIST_STRING, List<String> definitions);
            }
            """)
        .succeeds();
  }

  @Test
  void classes_named_like_ours_are_told_apart() {
    Compiled.of(
            """
            class Signature {
              public int x;
              @Task("a") Signature a(Integer b, Step c, Step.Void d) { return new Signature(); }
            }
            """,
            "class Step { public int y; static class Void { public int z; } }")
        .succeeds();
  }

  @Test
  void deprecated_types_of_the_application_are_not_ours_to_warn_of() {
    Compiled.of(
            """
            class Orders {
              @Task("a") void a(@SuppressWarnings("removal") Old x) {}
            }
            """,
            "@Deprecated(forRemoval = true) class Old { public int y; }")
        .succeeds();
  }

  @Test
  void a_module_that_does_not_read_the_annotation_s_module_does_without(@TempDir Path directory)
      throws IOException {
    Path module = Files.writeString(directory.resolve("module-info.java"), "module shop {}");
    Path orders =
        Files.writeString(
            directory.resolve("Orders.java"),
            "package shop; class Orders { @io.celeriac.Task(\"a\") void a() {} }");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    List<String> options =
        List.of("-Xlint:all,-processing", "-Werror", "--add-reads", "shop=ALL-UNNAMED");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(directory));
      CompilationTask task =
          compiler.getTask(
              output, files, null, options, null, files.getJavaFileObjects(module, orders));
      task.setProcessors(List.of(new TaskProcessor()));
      assertThat(task.call()).as("%s", output).isTrue();
    }

    assertThat(directory.resolve("shop/OrdersTasks.java"))
        .content()
        .contains("final class OrdersTasks")
        .doesNotContain("@Generated");
  }

  @Test
  void types_that_another_processor_generates_are_waited_for() throws Exception {
    Compilation compilation =
        javac()
            .withProcessors(new TaskProcessor(), new Generator())
            .compile(
                Compiled.file(
                    """
                    @Deprecated
                    class Orders {
                      @Task("a") GeneratedItem a(List<GeneratedItem> x) { return x.get(0); }
                    }
                    """));

    assertThat(compilation.errors()).isEmpty();
    assertThat(new Compiled(compilation).generated("OrdersTasks")).contains("GeneratedItem");
  }

  @Test
  void types_that_nobody_generates_are_the_compiler_s_to_report() {
    assertThat(
            Compiled.of("class Orders { @Task(\"a\") void a(Missing x) {} }")
                .compilation()
                .errors())
        .singleElement()
        .satisfies(error -> assertThat(error.getMessage(null)).contains("cannot find symbol"));
  }

  /** Writes a record when it first sees anything deprecated. */
  private static final class Generator extends AbstractProcessor implements Processor {
    private boolean done;

    @Override
    public Set<String> getSupportedAnnotationTypes() {
      return Set.of("java.lang.Deprecated");
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      if (!done) {
        done = true;
        try (Writer writer =
            processingEnv.getFiler().createSourceFile("shop.GeneratedItem").openWriter()) {
          writer.write("package shop; record GeneratedItem(int id) {}");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return false;
    }
  }
}
