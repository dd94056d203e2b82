package rouse.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One run of the command line in this JVM; its JSON is held against the schema of the verb. */
record Ran(int exitCode, String out, String err) {

  static Ran rouse(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Rouse.commandLine(args)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int code = line.execute(args);
    CommandSchemas.check(args, out.toString());
    return new Ran(code, out.toString(), err.toString());
  }
}
