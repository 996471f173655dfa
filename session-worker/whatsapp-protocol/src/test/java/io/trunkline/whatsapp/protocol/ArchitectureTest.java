package io.trunkline.whatsapp.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/// The protocol is pure: bytes, time and randomness come in, decisions go out.
@AnalyzeClasses(
    packages = "io.trunkline.whatsapp.protocol",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule dependsOnTheJdkProtobufAndBouncyCastleOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.whatsapp.protocol..",
              "io.trunkline.whatsapp.proto..",
              "java..",
              "javax.crypto..",
              "com.google.protobuf..",
              "org.bouncycastle..");

  @ArchTest
  static final ArchRule touchesNoNetworkFileThreadOrPool =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net..",
              "java.nio.channels..",
              "java.nio.file..",
              "java.util.concurrent..",
              "java.util.logging..",
              "java.sql..",
              "java.lang.reflect..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule asksNoClock =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule makesNoRandomnessOfItsOwn =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.security.SecureRandom")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random");

  @ArchTest
  static final ArchRule packagesFormNoCircle =
      slices().matching("io.trunkline.whatsapp.protocol.(*)..").should().beFreeOfCycles();
}
