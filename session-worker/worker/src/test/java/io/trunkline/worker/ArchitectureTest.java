package io.trunkline.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.trunkline", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String LANGUAGE = "java.lang..";
  private static final String VALUES = "java.util";
  private static final String LAMBDAS = "java.util.function";
  private static final String STREAMS = "java.util.stream";

  @ArchTest
  static final ArchRule workerNeedsTheContractsAndTheClientOnly =
      noClasses()
          .that()
          .resideInAPackage("io.trunkline.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.api..",
              "io.trunkline.webhook..",
              "io.trunkline.edge..",
              "io.trunkline.simulator..",
              "io.trunkline.local..");

  @ArchTest
  static final ArchRule clientKnowsNoWorker =
      noClasses()
          .that()
          .resideInAPackage("io.trunkline.whatsapp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.worker..",
              "io.trunkline.contract..",
              "io.trunkline.proto..",
              "org.springframework..",
              "org.apache.kafka..");

  /// The simulation proves what runs only if nothing else is in it.
  @ArchTest
  static final ArchRule ownershipIsPure =
      classes()
          .that()
          .resideInAPackage("io.trunkline.worker.ownership..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.worker.ownership..", LANGUAGE, VALUES, LAMBDAS, STREAMS);

  @ArchTest
  static final ArchRule durabilityIsPure =
      classes()
          .that()
          .resideInAPackage("io.trunkline.whatsapp.client.durability..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.whatsapp.client.durability..", LANGUAGE, VALUES, LAMBDAS, STREAMS);

  @ArchTest
  static final ArchRule settingsKnowNothingOfTheWorkersParts =
      noClasses()
          .that()
          .resideInAPackage("io.trunkline.worker.settings..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.trunkline.worker.session..", "io.trunkline.worker.shard..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.trunkline.worker.(*)..").should().beFreeOfCycles();
}
