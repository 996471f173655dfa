package io.trunkline.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

@AnalyzeClasses(packages = "io.trunkline", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] VIEWS = {
    "io.trunkline.api.manager..",
    "io.trunkline.api.multisession..",
    "io.trunkline.api.tokens..",
    "io.trunkline.api.tenantapi..",
    "io.trunkline.api.operator..",
    "io.trunkline.api.internal.."
  };

  @ArchTest
  static final ArchRule ofTrunklineItNeedsTheContractsOnly =
      classes()
          .that()
          .resideInAPackage("io.trunkline.api..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "io.trunkline.worker..",
              "io.trunkline.whatsapp..",
              "io.trunkline.webhook..",
              "io.trunkline.edge..",
              "io.trunkline.simulator..",
              "io.trunkline.local..");

  @ArchTest
  static final ArchRule applicationServicesKnowNoDialect =
      noClasses()
          .that()
          .resideOutsideOfPackages(VIEWS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(VIEWS);

  @ArchTest static final ArchRule managerKnowsNoOtherView = knowsNoOtherView("manager");

  @ArchTest static final ArchRule multiSessionKnowsNoOtherView = knowsNoOtherView("multisession");

  @ArchTest static final ArchRule tokensKnowsNoOtherView = knowsNoOtherView("tokens");

  private static ArchRule knowsNoOtherView(String dialect) {
    var own = "io.trunkline.api." + dialect + "..";
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            Arrays.stream(VIEWS).filter(view -> !view.equals(own)).toArray(String[]::new));
  }

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.trunkline.api.(*)..").should().beFreeOfCycles();
}
