package io.dwr.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PullTextTest {
    private static JsonNode job(String pull) {
        return new JsonMapper().readTree("{\"image\": {\"pull\": " + pull + "}}");
    }

    @Test
    void layersAndBytesAreTold() {
        JsonNode job = job("{\"layers\": 7, \"layers_done\": 3, \"bytes\": 48000000, \"bytes_done\": 12340000}");

        assertThat(PullText.sentence(job)).isEqualTo("3 of 7 layers, 12.3 of 48.0 MB");
        assertThat(PullText.share(job)).isEqualTo("25%");
    }

    @Test
    void whatIsNotKnownIsNotTold() {
        for (String pull : new String[] {"null", "{}", "{\"layers\": 0, \"bytes\": 0}"}) {
            assertThat(PullText.sentence(job(pull))).isEmpty();
            assertThat(PullText.share(job(pull))).isEmpty();
        }
    }
}
