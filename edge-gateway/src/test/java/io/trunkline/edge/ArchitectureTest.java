package io.trunkline.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.trunkline.edge", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ofTheProjectOnlyTheContractsAreUsed =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.api..",
              "io.trunkline.webhook..",
              "io.trunkline.worker..",
              "io.trunkline.whatsapp..",
              "io.trunkline.simulator..",
              "io.trunkline.local..");

  @ArchTest
  static final ArchRule packagesDependInOneDirection =
      slices().matching("io.trunkline.edge.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule dialectsAreWordsOnly =
      classes()
          .that()
          .resideInAPackage("..edge.dialect..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("..edge.dialect..", "java..");
}
