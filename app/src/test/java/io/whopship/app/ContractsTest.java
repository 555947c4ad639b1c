package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.whopship.ports.driven.Checkable;
import io.whopship.ports.driven.RateLimits;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ContractsTest {

  /** One is a part of others; for the other, whoever sets the limits must say what they are. */
  private static final Set<String> WITHOUT = Set.of(Checkable.class.getSimpleName(),
      RateLimits.class.getSimpleName());

  @Test
  void everyDrivenPortHasItsContractInTheTestKit() {
    Set<String> ports = names("io.whopship.ports.driven", JavaClass::isInterface);

    assertThat(names("io.whopship.testkit.contract", type -> true)).containsAll(
        ports.stream()
            .filter(port -> !WITHOUT.contains(port))
            .map(port -> port + "Contract")
            .toList());
  }

  private static Set<String> names(String folder, Predicate<JavaClass> wanted) {
    return new ClassFileImporter().importPackages(folder)
        .stream()
        .filter(JavaClass::isTopLevelClass)
        .filter(wanted)
        .map(JavaClass::getSimpleName)
        .filter(name -> !name.equals("package-info"))
        .collect(Collectors.toSet());
  }
}
