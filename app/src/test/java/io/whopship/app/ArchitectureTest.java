package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of the house, each held by the real tree, and each shown to catch the violation planted
 * for it: a rule with a typo in a package name would otherwise be green for ever.
 */
class ArchitectureTest {

  private static final String ROOT = "io.whopship";
  private static final String PLANTED = "io.whopship.planted";

  private static final JavaClasses REAL_TREE = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .withImportOption(location -> !location.contains("-tests.jar"))
      // Servers for tests alone: no user has them on a class path.
      .withImportOption(location -> !location.contains("/testkit/postgres/")
          && !location.contains("/s3-server/"))
      .importPackages(ROOT);
  private static final JavaClasses PLANTED_TREE = new ClassFileImporter().importPackages(PLANTED);

  /** A rule, and what its report on the planted tree has to mention. */
  record Rule(String name, Function<String, ArchRule> of, List<String> caught) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Rule> rules() {
    return List.of(
        rule("ports know nothing but the JDK",
            ArchitectureRules::portsKnowNothingButTheJdk, "ports.KnowsALibrary"),
        rule("core knows ports, Guava and SLF4J",
            ArchitectureRules::coreKnowsPortsGuavaAndSlf4j, "core.KnowsALibrary"),
        rule("adapters know ports and no other part of us",
            ArchitectureRules::adaptersKnowPortsAndNoOtherPartOfUs,
            "adapter.zip.KnowsCore", "adapter.r2.KnowsApp"),
        rule("adapters do not know each other",
            ArchitectureRules::adaptersDoNotKnowEachOther, "adapter.zip.KnowsR2"),
        rule("the agent knows ports and no other part of us",
            ArchitectureRules::agentKnowsPortsAndNoOtherPartOfUs, "agent.KnowsCore"),
        rule("testkit knows ports and test libraries",
            ArchitectureRules::testkitKnowsPortsAndTestLibraries, "testkit.KnowsCore"),
        rule("nobody knows app",
            ArchitectureRules::nobodyKnowsApp, "adapter.r2.KnowsApp"),
        rule("packages form no cycle",
            ArchitectureRules::packagesFormNoCycle, "core.hen.Hen", "core.egg.Egg"),

        rule("core shows only its assembler",
            ArchitectureRules::coreShowsOnlyItsAssembler,
            "core.Assembler", "core.SecondAssembler", "app.ReachesIntoCore"),
        rule("ports are interfaces and what they throw",
            ArchitectureRules::portsAreInterfacesAndWhatTheyThrow,
            "ports.driving.NotAnInterface", "ports.driven.NotAnInterface"),
        rule("the model holds values",
            ArchitectureRules::modelHoldsValues,
            "ports.model.NotAValue", "ports.model.OpenInterface"),
        rule("testkit holds contracts and final classes",
            ArchitectureRules::testkitHoldsContractsAndFinalClasses,
            "testkit.OpenFake", "testkit.AbstractHelper"),
        rule("Optional is only returned",
            ArchitectureRules::optionalIsOnlyReturned,
            "core.KeepsAnOptional.field", "core.KeepsAnOptional.parameter"),
        rule("driven ports return no null",
            ArchitectureRules::drivenPortsReturnNoNull, "ports.driven.MayReturnNull.find"),

        rule("time and chance come from outside",
            ArchitectureRules::timeAndChanceComeFromOutside,
            "core.TakesTimeAndChance", "Instant.now()", "LocalDate.now(", "Clock.systemUTC()",
            "InstantSource.system()", "UUID.randomUUID()", "System.currentTimeMillis()",
            "System.nanoTime()", "Thread.sleep(", "Math.random()", "ThreadLocalRandom.current()",
            "Random.<init>()", "SecureRandom.<init>()"),
        rule("only app reads the environment",
            ArchitectureRules::onlyAppReadsTheEnvironment,
            "core.ReadsTheEnvironment", "System.getenv(", "System.getProperty("),
        rule("nobody prints",
            ArchitectureRules::nobodyPrints, "core.BadHabits.prints"),
        rule("exceptions have a type of their own",
            ArchitectureRules::exceptionsHaveATypeOfTheirOwn, "core.BadHabits.throwsAnything"),
        rule("nobody logs by java.util.logging",
            ArchitectureRules::nobodyLogsByJavaUtilLogging, "core.BadHabits.logger"),
        rule("time is java.time",
            ArchitectureRules::timeIsJavaTime, "core.BadHabits.oldDate"),

        library("software.amazon..", "adapter.r2", "adapter.cloudflare.edge"),
        library("java.sql..", "adapter.jdbc"),
        library("javax.sql..", "adapter.jdbc"),
        library("org.jdbi..", "adapter.jdbc"),
        library("com.zaxxer..", "adapter.jdbc"),
        library("org.flywaydb..", "adapter.jdbc"),
        library("com.github.kagkarlsson..", "adapter.jdbc"),
        library("io.javalin..", "adapter.http"),
        library("io.vertx..", "adapter.cloudflare"),
        library("com.github.dockerjava..", "agent"),
        library("io.opentelemetry..", "app.traces"),
        library("java.net.http..", "adapter.cloudflare", "adapter.http.peer", "agent", "app"));
  }

  /** A part of others; those for which whoever implements them says what happens. */
  private static final Set<String> WITHOUT_CONTRACT = Set.of("Checkable", "RateLimits",
      "Incidents", "LogSink", "WorkerLogs", "EventBodies", "DeploymentObserver",
      "Stores");

  @Test
  void everyDrivenPortHasItsContractInTheTestKit() {
    Set<String> contracts = topLevel("io.whopship.testkit.contract..").map(JavaClass::getSimpleName)
        .collect(Collectors.toSet());

    assertThat(topLevel("io.whopship.ports.driven..").filter(JavaClass::isInterface)
        .map(JavaClass::getSimpleName)
        .filter(port -> !port.equals("package-info"))
        .filter(port -> !WITHOUT_CONTRACT.contains(port)))
        .isNotEmpty()
        .allMatch(port -> contracts.contains(port + "Contract"));
  }

  private static Stream<JavaClass> topLevel(String packages) {
    return REAL_TREE.stream()
        .filter(JavaClass.Predicates.resideInAPackage(packages))
        .filter(JavaClass::isTopLevelClass);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(Rule rule) {
    rule.of().apply(ROOT).check(REAL_TREE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void catchesItsPlant(Rule rule) {
    var report = rule.of().apply(PLANTED).evaluate(PLANTED_TREE).getFailureReport().toString();
    assertThat(report).contains(rule.caught());
  }

  private static Rule rule(String name, Function<String, ArchRule> of, String... caught) {
    return new Rule(name, of, List.of(caught));
  }

  private static Rule library(String library, String... modules) {
    return rule(library + " stays in " + String.join(", ", modules),
        root -> ArchitectureRules.staysIn(library, root, modules),
        "testkit.UsesEveryLibrary", library.replace("..", "."));
  }
}
