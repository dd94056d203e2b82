package rouse.cli;

import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import rouse.cli.options.OutputOption;
import rouse.contracts.event.Notification.Channel;
import rouse.executor.notify.TestMessage;

/** Tries a channel for real. */
@Command(
    name = "notify",
    description = "Sends one test message, past Kafka, with the settings of the notifier.",
    footer = "Exit codes: 0 the server took it, 1 it did not; then the conversation is on stderr.")
final class NotifyVerb extends Verb {
  @Mixin private OutputOption output;

  @Option(
      names = "--test",
      required = true,
      paramLabel = "CHANNEL",
      description = "${COMPLETION-CANDIDATES}")
  private Channel channel;

  @Parameters(
      paramLabel = "TO",
      description = "Mail address, phone number, or name of a configured webhook.")
  private String to;

  /** What {@code -o json} prints. */
  private record Output(boolean sent, String detail, List<String> conversation) {}

  @Override
  public Integer call() throws InterruptedException {
    TestMessage.Result result =
        new TestMessage(settings(), InstantSource.system()).send(channel, to);
    if (output.json()) {
      OutputOption.print(
          out(),
          new Output(result.sent(), result.detail(), result.conversation().lines().toList()));
      return result.sent() ? ExitCode.OK : ExitCode.FAILED;
    }
    if (result.sent()) {
      out().println(result.detail());
      return ExitCode.OK;
    }
    result.conversation().lines().forEach(this::say);
    throw new CliError(result.detail(), "mend the settings of this channel and try again");
  }
}
