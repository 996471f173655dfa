package io.trunkline.webhook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.trunkline.webhook",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
  @ArchTest
  static final ArchRule knowsNoOtherService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.api..",
              "io.trunkline.worker..",
              "io.trunkline.edge..",
              "io.trunkline.whatsapp..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.trunkline.webhook.(*)..").should().beFreeOfCycles();
}
