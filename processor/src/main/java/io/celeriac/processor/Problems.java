package io.celeriac.processor;

import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic.Kind;

/**
 * Reports what is wrong with one task or class, on the element or the attribute that is to be
 * changed, and remembers whether anything was.
 */
final class Problems {

  private final Messager messager;
  private boolean found;

  Problems(Messager messager) {
    this.messager = messager;
  }

  /** Whether an error was reported; nothing is generated for what has one. */
  boolean found() {
    return found;
  }

  void error(Element at, String text) {
    found = true;
    messager.printMessage(Kind.ERROR, text, at);
  }

  /** On the value of an annotation's attribute. */
  void error(Element at, AnnotationMirror annotation, AnnotationValue value, String text) {
    found = true;
    messager.printMessage(Kind.ERROR, text, at, annotation, value);
  }

  void warning(Element at, AnnotationMirror annotation, AnnotationValue value, String text) {
    messager.printMessage(Kind.WARNING, text, at, annotation, value);
  }

  /** Something to know, that is no mistake. */
  void note(Element at, String text) {
    messager.printMessage(Kind.NOTE, text, at);
  }
}
