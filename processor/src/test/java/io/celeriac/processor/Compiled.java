package io.celeriac.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;

/** Sources, compiled with the processor as users compile them: strictly. */
record Compiled(Compilation compilation) {

  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^(?:@\\w+(?:\\([^)]*\\))?\\s+)?(?:public |abstract |final |sealed )*(?:class|interface|record|enum) (\\w+)");

  /** Compiles classes of package {@code shop}; what they commonly import is imported. */
  static Compiled of(String... sources) {
    return of(
        Compiler.javac()
            .withProcessors(new TaskProcessor())
            // All there is, but the note that other annotations have no processor.
            .withOptions("-Xlint:all,-processing", "-Werror", "-parameters"),
        sources);
  }

  static Compiled of(Compiler compiler, String... sources) {
    return new Compiled(compiler.compile(Arrays.stream(sources).map(Compiled::file).toList()));
  }

  static JavaFileObject file(String source) {
    return JavaFileObjects.forSourceString(
        "shop." + name(source),
        // One line, so that lines are counted in the source as the test has it.
        "package shop; import io.celeriac.*; import java.io.*; import java.net.*; import"
            + " java.time.*; import java.util.*; import java.util.function.*; import"
            + " org.jspecify.annotations.*; "
            + source);
  }

  /** The name of the class in a source. */
  static String name(String source) {
    Matcher matcher = TYPE.matcher(source);
    assertThat(matcher.find()).as("a class in\n%s", source).isTrue();
    return matcher.group(1);
  }

  Compiled succeeds() {
    assertThat(compilation.errors()).isEmpty();
    assertThat(compilation.warnings()).isEmpty();
    assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
    return this;
  }

  /** The text of a generated class of package shop. */
  String generated(String name) {
    return compilation
        .generatedSourceFile("shop." + name)
        .map(Compiled::text)
        .orElseThrow(() -> new AssertionError(name + " was not generated"));
  }

  private static String text(JavaFileObject file) {
    try {
      return file.getCharContent(false).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls a static method of a class of package shop. */
  Object call(String type, String method, Object... arguments) throws Exception {
    succeeds();
    Class<?> loaded = new Loader(compilation.generatedFiles()).loadClass("shop." + type);
    Method found =
        Arrays.stream(loaded.getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .filter(each -> each.getParameterCount() == arguments.length)
            .findFirst()
            .orElseThrow(() -> new AssertionError(type + " has no method " + method));
    found.setAccessible(true);
    try {
      return found.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Classes as the compiler left them in memory. */
  private static final class Loader extends ClassLoader {
    private final List<JavaFileObject> files;

    Loader(List<JavaFileObject> files) {
      super(Compiled.class.getClassLoader());
      this.files = files;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      String path = name.replace('.', '/') + ".class";
      for (JavaFileObject file : files) {
        if (file.getKind() == JavaFileObject.Kind.CLASS && file.getName().endsWith("/" + path)) {
          try (InputStream in = file.openInputStream()) {
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
          } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
          }
        }
      }
      throw new ClassNotFoundException(name);
    }
  }
}
