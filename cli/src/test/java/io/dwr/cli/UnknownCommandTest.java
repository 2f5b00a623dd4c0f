package io.dwr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.Terminal.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownCommandTest {
    private final FakeScheduler scheduler = new FakeScheduler();
    private final Terminal terminal = new Terminal(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch, there is no command \"nosuch\". See \"dwr --help\".",
        "stop 0193, there is no command \"stop\": \"dwr abort\" stops a job. See \"dwr --help\".",
        "describe 0193, there is no command \"describe\": \"dwr inspect\" tells all of a job. See \"dwr --help\".",
        "stats 0193, \"0193\" is one word too many. See \"dwr stats --help\"."
    })
    void isNamedWithTheOneThatDoesIt(String line, String message) {
        Result result = terminal.run(line.split(" "));

        assertThat(result).isEqualTo(new Result(2, "", "dwr: " + message + "\n"));
    }
}
