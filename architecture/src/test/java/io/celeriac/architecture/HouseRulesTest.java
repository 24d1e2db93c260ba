package io.celeriac.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.NullMarked;

/** What holds for every class of ours, wherever it is. */
@AnalyzeClasses(packages = "io.celeriac", importOptions = ShippedClasses.class)
final class HouseRulesTest {

  private static final String CLI = "io.celeriac.cli";

  @ArchTest
  static final ArchRule nobody_sleeps =
      noClasses()
          .should(
              callMethodWhere(
                  target(name("sleep"))
                      .and(target(owner(Predicates.belongToAnyOf(Thread.class, TimeUnit.class))))))
          .because("a wait for a condition is exact, can be interrupted and can be tested");

  @ArchTest
  static final ArchRule no_message_is_deserialised_by_java =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ObjectInputStream.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.beans.XMLDecoder");

  @ArchTest
  static final ArchRule nothing_is_looked_up_or_evaluated =
      noClasses()
          .that()
          // Takes the name of a certificate's issuer apart.
          .doNotHaveFullyQualifiedName("io.celeriac.SignerCertificate")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.naming..", "javax.script..", "java.rmi..")
          .because("no message leads to code that comes from elsewhere");

  @ArchTest
  static final ArchRule no_class_is_found_by_name =
      noClasses()
          .that()
          // -A names the class of the application.
          .doNotHaveFullyQualifiedName(CLI + ".ApplicationLoader")
          .should(
              callMethodWhere(
                  target(name("forName"))
                      .and(target(owner(Predicates.belongToAnyOf(Class.class))))
                      .or(
                          target(nameMatching("findClass|accessClass|defineClass"))
                              .and(
                                  target(
                                      owner(Predicates.belongToAnyOf(MethodHandles.Lookup.class)))))
                      .or(
                          // Jackson's and SnakeYAML's own ways to the same.
                          target(nameMatching("constructFromCanonical|findClass|getClassForName")))
                      .or(
                          target(name("loadClass"))
                              .and(target(owner(Predicates.assignableTo(ClassLoader.class)))))))
          .because("no class is ever named by a message");

  @ArchTest
  static final ArchRule no_json_names_a_class =
      noClasses()
          .should(callMethodWhere(target(nameMatching("(enable|activate)DefaultTyping.*"))))
          .because("no class is ever named by a message");

  @ArchTest
  static final ArchRule no_type_of_ours_lets_json_name_its_class =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("(tools|com\\.fasterxml)\\.jackson\\..*\\.Json(TypeInfo|TypeId)")
          .because("no class is ever named by a message");

  @ArchTest
  static final ArchRule static_fields_are_final = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule nothing_static_changes =
      noFields()
          .that()
          .areStatic()
          .should()
          .haveRawType(
              Predicates.assignableTo(ConcurrentMap.class)
                  .or(
                      Predicates.belongToAnyOf(
                          AtomicBoolean.class,
                          AtomicInteger.class,
                          AtomicLong.class,
                          AtomicReference.class)))
          .because("two applications in one JVM must not share state");

  @ArchTest
  static final ArchRule only_the_command_line_prints_or_exits =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .because("a library logs, and leaves the process to its owner");

  @ArchTest
  static final ArchRule names_say_what_a_class_does =
      classes()
          .should(
              ArchCondition.from(
                  DescribedPredicate.not(
                      DescribedPredicate.<JavaClass>describe(
                          "named *Impl, *Util, *Utils, *Helper or *Manager",
                          type ->
                              type.getSimpleName().matches(".*(Impl|Utils?|Helper|Manager)")))));

  @ArchTest
  static final ArchRule packages_are_null_marked =
      classes()
          .should(
              new ArchCondition<>("be in a package marked @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getPackageName() + " has no package-info with @NullMarked"));
                  }
                }
              });
}
