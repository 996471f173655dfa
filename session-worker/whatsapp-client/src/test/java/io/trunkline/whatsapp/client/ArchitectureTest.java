package io.trunkline.whatsapp.client;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The arrows of this module: it knows whatsapp-protocol and Netty, and nothing of a service.
@AnalyzeClasses(
    packages = "io.trunkline.whatsapp.client",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule knowsOnlyTheProtocolAndNetty =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.net.ssl..",
              "io.netty..",
              "org.slf4j..",
              "com.google.protobuf..",
              "io.trunkline.whatsapp.client..",
              "io.trunkline.whatsapp.protocol..",
              "io.trunkline.whatsapp.proto..");

  @ArchTest
  static final ArchRule storageIsAnInterface =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule startsNoThread =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.Executors")
          .orShould()
          .beAssignableTo(Thread.class)
          .orShould()
          .callCodeUnitWhere(
              target(owner(assignableTo(Thread.class)))
                  .and(not(target(name("currentThread").or(name("interrupt"))))));

  @ArchTest
  static final ArchRule theDurabilityRulesArePure =
      classes()
          .that()
          .resideInAPackage("..durability..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "..durability..");

  @ArchTest
  static final ArchRule whatIsStoredAndToldKnowsNothingOfSockets =
      noClasses()
          .that()
          .resideInAnyPackage("..client.store..", "..client.event..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..", "..client.session..", "..client.socket..");
}
