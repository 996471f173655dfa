package io.trunkline.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path folder;

  @Test
  void everySecretIsASettingOfItsService() throws IOException {
    make();
    for (var service : Service.values()) {
      try (var files = Files.list(folder.resolve(service.title()))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .isNotEmpty()
            .allMatch(service::knows);
      }
    }
  }

  /// A setting that is shipped empty and named as one must come from somewhere.
  @Test
  void noServiceLacksASecretThatItNeeds() {
    make();
    for (var service : Service.values()) {
      service
          .shipped()
          .forEach(
              (name, value) -> {
                if (name.matches("trunkline\\.postgres\\..*password|trunkline\\.identity\\..*")) {
                  assertThat(folder.resolve(service.title()).resolve(name)).isNotEmptyFile();
                }
              });
    }
  }

  @Test
  void identitiesAreSignedByTheKeysThatServicesTrust() throws Exception {
    make();
    var gateway = key("edge-gateway/trunkline.identity.private-key");
    assertThat(trusts("api-service/trunkline.identity.public-key", gateway)).isTrue();
    assertThat(trusts("webhook-service/trunkline.identity.public-key", gateway)).isTrue();
    assertThat(trusts("worker/trunkline.identity.public-key", gateway)).isFalse();
    var api = key("api-service/trunkline.api.media.identity-key");
    assertThat(trusts("worker/trunkline.identity.public-key", api)).isTrue();
  }

  @Test
  void whatIsThereStays() throws IOException {
    make();
    var before = contents();
    make();
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void everyRoleGetsThePasswordThatItsServiceHas() throws IOException {
    make();
    assertThat(folder.resolve("postgres/trunkline_api_jobs"))
        .hasSameTextualContentAs(folder.resolve("api-service/trunkline.postgres.jobs-password"));
    assertThat(folder.resolve("postgres/trunkline_worker"))
        .hasSameTextualContentAs(folder.resolve("worker/trunkline.postgres.password"));
  }

  private void make() {
    Repository.run(Repository.path("deploy/make-secrets").toString(), folder.toString());
  }

  private TreeMap<String, String> contents() throws IOException {
    var all = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }

  private byte[] key(String file) throws IOException {
    return Base64.getDecoder().decode(Files.readString(folder.resolve(file)));
  }

  private boolean trusts(String publicKey, byte[] privateKey)
      throws IOException, GeneralSecurityException {
    var keys = KeyFactory.getInstance("Ed25519");
    var signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.generatePrivate(new PKCS8EncodedKeySpec(privateKey)));
    var signed = signature.sign();
    signature.initVerify(keys.generatePublic(new X509EncodedKeySpec(key(publicKey))));
    return signature.verify(signed);
  }
}
