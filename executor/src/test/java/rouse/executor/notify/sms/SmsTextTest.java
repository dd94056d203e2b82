package rouse.executor.notify.sms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rouse.contracts.event.MalformedRecordException;

class SmsTextTest {

  @ParameterizedTest
  @CsvSource({
    "a,160,1", "a,161,2", "a,306,2", "a,307,3", "€,80,1", "€,81,2", "€,152,2", "€,153,3", "é,160,1",
    "ё,70,1", "ё,71,2", "ё,134,2", "ё,135,3", "🔥,35,1", "🔥,36,2", "🔥,66,2", "🔥,67,3"
  })
  @DisplayName("R8 texts are counted by the rules: 160/153 places, the extension two; 70/67 units")
  void countsParts(String character, int times, int parts) {
    assertThat(SmsText.of(character.repeat(times)).parts()).hasSize(parts);
  }

  @Property
  @Label("R8 the parts are the text, none too long, and none ends inside a character")
  void partsAreTheText(@ForAll("texts") String text) {
    SmsText sms = SmsText.of(text);

    assertThat(sms.whole()).isEqualTo(text);
    for (String part : sms.parts()) {
      assertThat(part.length()).isLessThanOrEqualTo(sms.gsm7() ? 160 : 70);
      if (!part.isEmpty()) {
        assertThat(Character.isHighSurrogate(part.charAt(part.length() - 1))).isFalse();
      }
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "€", "[", "\n", "é", "🔥", "ж", " ")
        .list()
        .ofMaxSize(400)
        .map(l -> String.join("", l))
        .flatMap(t -> Arbitraries.of(t, t.replace("🔥", "").replace("ж", "")));
  }

  @ParameterizedTest
  @CsvSource({
    "+447001275910,+447001275910",
    "00447001275910,+447001275910",
    "07001 275-910,+447001275910",
    "(700) 1275910,+447001275910"
  })
  @DisplayName("R8 R14 numbers go out as E.164, with the default country when they name none")
  void normalisesNumbers(String written, String sent) {
    assertThat(PhoneNumber.e164(written, Optional.of("44"))).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({
    "39,06 698 1234,+39066981234",
    "225,0712345678,+2250712345678",
    "49,0711 1,+497111",
    "7,8 912 345 67 89,+79123456789",
    "36,06 30 123 4567,+36301234567",
    "1,1 212 555 0123,+12125550123"
  })
  @DisplayName(
      "R8 R14 what is dialled within a country only goes, what is part of the number stays")
  void keepsWhatBelongsToIt(String country, String written, String sent) {
    assertThat(PhoneNumber.e164(written, Optional.of(country))).isEqualTo(sent);
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatThrownBy(() -> PhoneNumber.e164("7001275910", Optional.empty()))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("set sms.country");
    assertThatThrownBy(() -> PhoneNumber.e164("a@example.org", Optional.of("44")))
        .isInstanceOf(MalformedRecordException.class);
    assertThatThrownBy(() -> PhoneNumber.e164("123456789012345", Optional.of("44")))
        .isInstanceOf(MalformedRecordException.class);
  }
}
