package io.trunkline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationFilesTest {
  @TempDir private Path temporary;

  @Test
  void theEnvironmentFileHasTheDocumentedVariablesAndIsTheOwnersAlone() throws Exception {
    var secrets = secrets();
    secrets.keepDemoApiKey("tlk_abc");
    var file = temporary.resolve("trunkline.env");
    PrivateFiles.write(file, new EnvironmentFile(new PortPlan(5000), secrets, 2, false).content());

    assertThat(mode(file)).isEqualTo("rw-------");
    var shell = new ProcessBuilder("/bin/sh", "-c", ". \"$0\"; env", file.toString()).start();
    var variables = new String(shell.getInputStream().readAllBytes());
    assertThat(variables)
        .contains(
            "TRUNKLINE_URL=http://127.0.0.1:5000\n",
            "TRUNKLINE_API_KEY=tlk_abc\n",
            "TRUNKLINE_ADMIN_KEY=" + secrets.adminKey() + "\n",
            "GATEWAY_JWT_SECRET=" + secrets.jwtSecret() + "\n",
            "SIMULATOR_URL=http://127.0.0.1:9090\n",
            "SIMULATOR_WS=ws://127.0.0.1:9080/ws/chat\n",
            "TRUNKLINE_WORKERS=2\n");
  }

  @Test
  void anEnvironmentFileThatOthersCouldReadIsReplaced() throws IOException {
    var file = temporary.resolve("trunkline.env");
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    PrivateFiles.write(file, "new");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(Files.readString(file)).isEqualTo("new");
  }

  @Test
  void secretsAreMadeOnceAndAreTheOwnersAlone() throws IOException {
    var first = secrets();
    var again = secrets();
    assertThat(again.masterKey()).isEqualTo(first.masterKey());
    assertThat(again.jwtSecret()).isEqualTo(first.jwtSecret());
    assertThat(again.postgresPasswords()).isEqualTo(first.postgresPasswords());
    assertThat(Base64.getDecoder().decode(first.masterKey())).hasSize(32);
    assertThat(first.adminKey()).matches("tla_[0-9a-f]{48}");
    try (var files = Files.list(temporary.resolve("secrets"))) {
      assertThat(files.toList()).allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
    }
  }

  @Test
  void theIdentityKeysBelongTogether() throws Exception {
    var secrets = secrets();
    var keys = KeyFactory.getInstance("Ed25519");
    var signature = Signature.getInstance("Ed25519");
    signature.initSign(
        keys.generatePrivate(
            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secrets.identityPrivateKey()))));
    signature.update(new byte[] {1});
    var signed = signature.sign();
    signature.initVerify(
        keys.generatePublic(
            new X509EncodedKeySpec(Base64.getDecoder().decode(secrets.identityPublicKey()))));
    signature.update(new byte[] {1});
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void dataWithoutItsKeysIsNotTouched() {
    assertThatThrownBy(
            () -> new Secrets(temporary.resolve("secrets"), new SecureRandom()).prepare(true))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("which are gone");
  }

  @Test
  void dataOfTheSimulatorIsNotTakenToWhatsApp() {
    var data = new DataFolder(temporary.resolve("data"));
    data.prepare();
    data.keepTo(DataFolder.Network.SIMULATOR);
    data.keepTo(DataFolder.Network.SIMULATOR);
    assertThatThrownBy(() -> data.keepTo(DataFolder.Network.WHATSAPP))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("belongs to the simulator, not to WhatsApp");
  }

  @Test
  void aDataFolderThatCannotBeOneIsNamed() throws IOException {
    var file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> new DataFolder(file.resolve("data")).prepare())
        .isInstanceOf(LocalFailure.class)
        .hasMessage("The data folder " + file + "/data is not writable: give --data another one.");
  }

  @Test
  void aTakenPortIsNamedWithWhoHasItAndWhatToChange() throws IOException {
    var plan = new PortPlan(freeEdgePort());
    var data = new DataFolder(temporary.resolve("data"));
    data.prepare();
    var fleet =
        new Fleet(
            temporary,
            data,
            plan,
            new Processes(data.run(), data.logs()),
            secrets(),
            UpOptions.parse(List.of()),
            1,
            new Http());
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.redis()));
      assertThatThrownBy(fleet::checkPorts)
          .isInstanceOf(LocalFailure.class)
          .hasMessageStartingWith("Port " + plan.redis() + ", for redis, is taken by pid ")
          .hasMessageContaining("--port (now " + plan.edge() + ";");
    }
  }

  /// A port whose neighbours are free, far from those of a real installation.
  private static int freeEdgePort() {
    for (var port = 23_000; ; port += 111) {
      if (Ports.isFree(port) && Ports.isFree(port + 20) && Ports.isFree(port + 22)) {
        return port;
      }
    }
  }

  private Secrets secrets() {
    var secrets = new Secrets(temporary.resolve("secrets"), new SecureRandom());
    secrets.prepare(false);
    return secrets;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
