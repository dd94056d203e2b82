package rouse.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.cli.client.DataFolder;
import rouse.cli.doctor.Finding.State;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.SettingsReader;
import rouse.http.tls.TestCertificates;

class CertificateCheckTest {
  @TempDir private Path folder;

  private Finding look(TestCertificates files) {
    Map<String, String> given =
        Map.of(
            "http.tls.cert", files.certificate().toString(),
            "http.tls.key", files.key().toString());
    return new HostChecks(
            SettingsReader.read(given, Map.of(), Map.of(), file -> ""), new DataFolder(folder))
        .certificate();
  }

  @Test
  @DisplayName("doctor says until when the certificate is good, and when it must be renewed")
  void expiry() throws Exception {
    TestCertificates files = new TestCertificates(folder);
    files.write("good", "EC", "-1d", 90);
    assertThat(look(files).text()).contains("is good until").contains("88 days");
    files.write("soon", "EC", "-80d", 90);
    assertThat(look(files).text()).contains("expires in 9 days");
    files.write("over", "EC", "-91d", 90);
    assertThat(look(files).text()).contains("has expired");
    assertThat(look(files).state()).isEqualTo(State.AMISS);
    Files.writeString(files.key(), "nonsense");
    assertThatThrownBy(() -> look(files))
        .isInstanceOf(SettingError.class)
        .hasMessageContaining("holds no private key");
  }
}
