package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The web console in a browser, through the edge, as its users walk it; see `browser/console.mjs`.
/// Pictures of its pages are kept in `target/console`. Needs Chromium and Node.
@ExtendWith(OneInstallation.class)
class ConsoleIT {
  private final Installation installation;

  ConsoleIT(Installation installation) {
    this.installation = installation;
  }

  @Test
  void peopleLinkNumbersTalkAndRunTheInstallation() {
    var browser = Browser.of(installation);
    assumeTrue(browser.isPresent(), "no chromium on the PATH");
    var printed =
        browser
            .get()
            .run(
                "console.mjs",
                Map.of(
                    "url", installation.env("TRUNKLINE_URL"),
                    "chromium", browser.get().chromium(),
                    "simulator", installation.env("SIMULATOR_URL"),
                    "adminKey", installation.env("TRUNKLINE_ADMIN_KEY"),
                    "foreignKey", NewTenant.key(installation),
                    "folder", installation.root().resolve("deploy/e2e/target/console").toString()),
                Duration.ofMinutes(10));
    assertThat(printed).contains("every page is sound");
  }
}
