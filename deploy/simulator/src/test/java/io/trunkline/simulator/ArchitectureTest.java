package io.trunkline.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The simulator knows the protocol and nothing else of Trunkline, and its server no plaintext.
@AnalyzeClasses(
    packages = "io.trunkline.simulator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule dependsOnTheProtocolOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.whatsapp.client..",
              "io.trunkline.worker..",
              "io.trunkline.contract..",
              "io.trunkline.api..",
              "io.trunkline.local..",
              "org.springframework..");

  @ArchTest
  static final ArchRule theServerReadsNoMessages =
      noClasses()
          .that()
          .resideInAnyPackage("..simulator.server..", "..simulator.socket..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.trunkline.whatsapp.proto.e2e..")
          .orShould()
          .dependOnClassesThat()
          .haveSimpleName("SignalCipher");

  @ArchTest
  static final ArchRule whatIsKeptKnowsNothingOfWhatUsesIt =
      noClasses()
          .that()
          .resideInAnyPackage("..simulator.account..", "..simulator.journal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..simulator.server..",
              "..simulator.phone..",
              "..simulator.socket..",
              "..simulator.control..");
}
