package io.whopship.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may know what, said in words. Every rule takes the root package it speaks about, so that the
 * same rule judges the real tree and the tree of planted violations.
 */
final class ArchitectureRules {

  private static final String JDK = "java..";
  private static final String NULLNESS = "org.jspecify.annotations..";

  private ArchitectureRules() {}

  // ---- who may know whom

  static ArchRule portsKnowNothingButTheJdk(String root) {
    return classes().that()
        .resideInAPackage(root + ".ports..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(root + ".ports..", JDK, NULLNESS);
  }

  static ArchRule coreKnowsPortsGuavaAndSlf4j(String root) {
    return classes().that()
        .resideInAPackage(root + ".core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            root + ".core..", root + ".ports..", JDK, "javax.crypto..", NULLNESS,
            "com.google.common..",
            "org.slf4j..");
  }

  static ArchRule adaptersKnowPortsAndNoOtherPartOfUs(String root) {
    return noClasses().that()
        .resideInAPackage(root + ".adapter..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + "..")
                .and(resideOutsideOfPackages(root + ".adapter..", root + ".ports..")));
  }

  static ArchRule agentKnowsPortsAndNoOtherPartOfUs(String root) {
    return noClasses().that()
        .resideInAPackage(root + ".agent..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + "..")
                .and(resideOutsideOfPackages(root + ".agent..", root + ".ports..")));
  }

  static ArchRule adaptersDoNotKnowEachOther(String root) {
    return slices().matching(root + ".adapter.(*)..").should().notDependOnEachOther();
  }

  static ArchRule testkitKnowsPortsAndTestLibraries(String root) {
    return classes().that()
        .resideInAPackage(root + ".testkit..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            root + ".testkit..", root + ".ports..", JDK, "javax.crypto..",
            "com.sun.net.httpserver..", NULLNESS, "com.fasterxml.jackson..", "org.junit.jupiter..",
            "org.assertj..");
  }

  static ArchRule nobodyKnowsApp(String root) {
    return noClasses().that()
        .resideOutsideOfPackage(root + ".app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".app..");
  }

  static ArchRule packagesFormNoCycle(String root) {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  /** A library stays behind the one module that answers for it. */
  static ArchRule staysIn(String library, String root, String... modules) {
    var owners = Arrays.stream(modules).map(m -> root + "." + m + "..").toArray(String[]::new);
    return noClasses().that()
        .resideOutsideOfPackages(owners)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  // ---- what a package holds

  static ArchRule coreShowsOnlyItsAssembler(String root) {
    var oneDoor = classes().that(areTopLevel())
        .and()
        .arePublic()
        .and()
        .resideInAPackage(root + ".core")
        .should(beTheOnlyOne());
    var noWindow = noClasses().that()
        .resideOutsideOfPackage(root + ".core..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".core.*..");
    return CompositeArchRule.of(oneDoor).and(noWindow);
  }

  static ArchRule portsAreInterfacesAndWhatTheyThrow(String root) {
    return classes().that(areTopLevel())
        .and()
        .resideInAnyPackage(root + ".ports.driving..", root + ".ports.driven..")
        .should()
        .beInterfaces()
        .orShould()
        .beAssignableTo(Throwable.class);
  }

  static ArchRule modelHoldsValues(String root) {
    return classes().that(areTopLevel())
        .and()
        .resideInAPackage(root + ".ports.model..")
        .should(be(describe("records, enums, sealed interfaces or exceptions",
            (JavaClass type) -> type.isRecord() || type.isEnum()
                || (type.isInterface() && type.reflect().isSealed())
                || type.isAssignableTo(Throwable.class))));
  }

  static ArchRule testkitHoldsContractsAndFinalClasses(String root) {
    return classes().that(areTopLevel())
        .and()
        .resideInAPackage(root + ".testkit..")
        .should(be(describe("contracts, abstract and named so, or final",
            (JavaClass type) -> has(type, JavaModifier.ABSTRACT)
                ? type.getSimpleName().endsWith("Contract")
                : has(type, JavaModifier.FINAL))));
  }

  static ArchRule optionalIsOnlyReturned(String root) {
    var fields = noFields().that()
        .areDeclaredInClassesThat()
        .resideInAPackage(root + "..")
        .should()
        .haveRawType(Optional.class);
    var parameters = noCodeUnits().that()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage(root + "..")
        .should(have(describe("an Optional parameter",
            (JavaCodeUnit unit) -> unit.getRawParameterTypes()
                .stream()
                .anyMatch(type -> type.isEquivalentTo(Optional.class)))));
    return CompositeArchRule.of(fields).and(parameters);
  }

  /** Reads the annotation by reflection: it stands on the type, where bytecode import is blind. */
  static ArchRule drivenPortsReturnNoNull(String root) {
    return noMethods().that()
        .areDeclaredInClassesThat()
        .resideInAPackage(root + ".ports.driven..")
        .should(have(describe("a @Nullable return type",
            (JavaMethod method) -> method.reflect()
                .getAnnotatedReturnType()
                .isAnnotationPresent(Nullable.class))));
  }

  // ---- what code may reach for

  private static final Set<String> CHANCE_AND_TIME = Set.of(
      "java.time.InstantSource.system", "java.util.UUID.randomUUID",
      "java.lang.System.currentTimeMillis", "java.lang.System.nanoTime", "java.lang.Thread.sleep",
      "java.lang.Math.random", "java.util.concurrent.ThreadLocalRandom.current",
      "java.util.Random.<init>", "java.security.SecureRandom.<init>");

  static ArchRule timeAndChanceComeFromOutside(String root) {
    return noClasses().that()
        .resideInAnyPackage(root + ".ports..", root + ".core..")
        .should()
        .accessTargetWhere(describe("the target is time or chance", access -> {
          var target = target(access);
          return CHANCE_AND_TIME.contains(target)
              || (target.startsWith("java.time.") && target.endsWith(".now"))
              || target.startsWith("java.time.Clock.system");
        }));
  }

  private static final Set<String> ENVIRONMENT = Set.of(
      "java.lang.System.getenv", "java.lang.System.getProperty", "java.lang.System.getProperties");

  static ArchRule onlyAppReadsTheEnvironment(String root) {
    return noClasses().that()
        .resideOutsideOfPackage(root + ".app..")
        .should()
        .accessTargetWhere(describe("the target is the environment",
            access -> ENVIRONMENT.contains(target(access))));
  }

  static ArchRule nobodyPrints(String root) {
    return noClasses().that()
        .resideInAPackage(root + "..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);
  }

  static ArchRule exceptionsHaveATypeOfTheirOwn(String root) {
    return noClasses().that()
        .resideInAPackage(root + "..")
        .should(GeneralCodingRules.THROW_GENERIC_EXCEPTIONS);
  }

  static ArchRule nobodyLogsByJavaUtilLogging(String root) {
    return noClasses().that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..");
  }

  static ArchRule timeIsJavaTime(String root) {
    return noClasses().that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat(describe("are old dates", (JavaClass type) -> List.of(
            "java.util.Date", "java.util.Calendar", "java.util.TimeZone", "java.text.DateFormat",
            "java.text.SimpleDateFormat", "java.sql.Date", "java.sql.Time", "java.sql.Timestamp")
            .contains(type.getName())));
  }

  // ---- words the rules are written in

  private static DescribedPredicate<JavaClass> areTopLevel() {
    return describe("are top-level", type -> type.isTopLevelClass()
        && !type.getSimpleName().equals("package-info"));
  }

  private static boolean has(JavaClass type, JavaModifier modifier) {
    return type.getModifiers().contains(modifier);
  }

  private static String target(JavaAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getTarget().getName();
  }

  private static ArchCondition<JavaClass> beTheOnlyOne() {
    return new ArchCondition<>("be the only one") {
      private boolean alone;

      @Override
      public void init(Collection<JavaClass> all) {
        alone = all.size() < 2;
      }

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        events.add(new SimpleConditionEvent(type, alone, type.getName() + " is public too"));
      }
    };
  }
}
