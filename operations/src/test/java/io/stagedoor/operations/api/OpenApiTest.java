package io.stagedoor.operations.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The description of the channel is one that tools can read. */
class OpenApiTest {

    static String text() throws IOException {
        try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static SwaggerParseResult parsed(String text) {
        return new OpenAPIV3Parser().readContents(text);
    }

    @Test
    void a_validator_finds_nothing_wrong() throws IOException {
        SwaggerParseResult result = parsed(text());
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getPaths()).hasSizeGreaterThan(5);
    }

    @Test
    void the_validator_would_find_what_is_wrong() throws IOException {
        assertThat(parsed(text().replace("\"operationId\": \"status\"", "\"operationID\": \"status\""))
                        .getMessages())
                .isNotEmpty();
        assertThat(parsed(text().replace("\"in\": \"query\"", "\"in\": \"nowhere\""))
                        .getMessages())
                .isNotEmpty();
    }
}
