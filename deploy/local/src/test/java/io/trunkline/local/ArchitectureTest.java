package io.trunkline.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  /// Every other module may test with this one, so it may depend on none of them.
  @Test
  void nothingOfTrunklineIsBelow() {
    var classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.trunkline.local");
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.trunkline.contract..",
            "io.trunkline.whatsapp..",
            "io.trunkline.worker..",
            "io.trunkline.api..",
            "io.trunkline.webhook..",
            "io.trunkline.edge..",
            "io.trunkline.simulator..",
            "org.springframework..")
        .check(classes);
  }
}
