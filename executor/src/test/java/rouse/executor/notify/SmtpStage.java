package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A small SMTP server that does what it is told, also wrong things: STARTTLS (RFC 3207), AUTH (RFC
 * 4954) with PLAIN, LOGIN and XOAUTH2, and a script of answers per recipient.
 */
public final class SmtpStage implements AutoCloseable {
  public static final String HANG = "hang";
  public static final String DROP = "drop";

  /** A mail that was taken. */
  public record Mail(String to, String raw) {
    public MimeMessage parsed() throws MessagingException {
      return new MimeMessage(null, new ByteArrayInputStream(raw.getBytes(ISO_8859_1)));
    }

    public String messageId() throws MessagingException {
      return parsed().getMessageID();
    }
  }

  private final ServerSocket server;
  private final SSLContext tls;
  private final String secret;
  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Map<String, String> rcptAnswers = new ConcurrentHashMap<>();
  private final Map<String, String> dataAnswers = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param tls null: no STARTTLS
   * @param secret of user {@code rouse}; null: no login
   */
  public SmtpStage(int port, SSLContext tls, String secret) throws IOException {
    this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    this.tls = tls;
    this.secret = secret;
    Thread.ofPlatform().daemon().name("smtp-stage").start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Names and values by turns: how who sends mail to such a server at a port is configured. */
  public static List<String> settings(int port, Path trust) {
    return List.of(
        "smtp.host",
        "localhost",
        "smtp.port",
        String.valueOf(port),
        "smtp.from",
        "rouse@example.org",
        "smtp.user",
        "rouse",
        "smtp.password",
        "secret",
        "smtp.trust",
        trust.toString(),
        "smtp.rate",
        "0");
  }

  public List<Mail> mails() {
    return mails;
  }

  public List<String> commands() {
    return commands;
  }

  /** What RCPT TO of this address is answered, once. */
  public void answerRcpt(String address, String answer) {
    rcptAnswers.put(address, answer);
  }

  /** What the data for this address is answered, once; it is taken with {@link #DROP}. */
  public void answerData(String address, String answer) {
    dataAnswers.put(address, answer);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofPlatform().daemon().name("smtp-stage-connection").start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      new Connection(socket).talk();
    } catch (IOException e) {
      commands.add("(connection ended: " + e.getMessage() + ")");
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private final class Connection {
    private Socket socket;
    private BufferedReader in;
    private OutputStream out;
    private boolean secure = tls == null;
    private boolean loggedIn = secret == null;
    private String to;

    Connection(Socket socket) throws IOException {
      use(socket);
    }

    private void use(Socket now) throws IOException {
      socket = now;
      in = new BufferedReader(new InputStreamReader(now.getInputStream(), ISO_8859_1));
      out = now.getOutputStream();
    }

    void talk() throws IOException {
      if (!say("220 stage")) {
        return;
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
        if (!obey(line, line.toUpperCase(Locale.ROOT))) {
          return;
        }
      }
    }

    private boolean obey(String line, String upper) throws IOException {
      if (upper.startsWith("EHLO")) {
        return say(capabilities());
      }
      if (upper.startsWith("STARTTLS")) {
        return startTls();
      }
      if (upper.startsWith("AUTH")) {
        return auth(line);
      }
      if (upper.startsWith("MAIL")) {
        return say(loggedIn && secure ? "250 ok" : "530 login first");
      }
      if (upper.startsWith("RCPT")) {
        to = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
        String answer = rcptAnswers.remove(to);
        return say(answer == null ? "250 ok" : answer);
      }
      if (upper.startsWith("DATA")) {
        return say("354 go on") && data();
      }
      if (upper.startsWith("QUIT")) {
        say("221 bye");
        return false;
      }
      return say("250 ok");
    }

    private String capabilities() {
      StringBuilder lines = new StringBuilder("250-stage\r\n");
      if (tls != null && !secure) {
        lines.append("250-STARTTLS\r\n");
      }
      if (secret != null && secure) {
        lines.append("250-AUTH PLAIN LOGIN XOAUTH2\r\n");
      }
      return lines.append("250 SIZE 50000000").toString();
    }

    private boolean startTls() throws IOException {
      if (tls == null) {
        return say("502 no");
      }
      say("220 go on");
      SSLSocket layered =
          (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
      layered.setUseClientMode(false);
      layered.startHandshake();
      secure = true;
      use(layered);
      return true;
    }

    private boolean auth(String line) throws IOException {
      String[] words = line.split(" ");
      String response = words.length > 2 ? words[2] : null;
      String given;
      if (words[1].equalsIgnoreCase("LOGIN")) {
        say("334 VXNlcm5hbWU6");
        String user = decoded(in.readLine());
        say("334 UGFzc3dvcmQ6");
        given = "\0" + user + "\0" + decoded(in.readLine());
      } else {
        if (response == null) {
          say("334 ");
          response = in.readLine();
        }
        given = decoded(response);
      }
      boolean plain = given.endsWith("\0rouse\0" + secret);
      boolean token = given.equals("user=rouse\1auth=Bearer " + secret + "\1\1");
      loggedIn = plain || token;
      return say(loggedIn ? "235 welcome" : "535 5.7.8 wrong user or password");
    }

    private boolean data() throws IOException {
      StringBuilder raw = new StringBuilder();
      for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
        if (line == null) {
          return false;
        }
        raw.append(line.startsWith("..") ? line.substring(1) : line).append("\r\n");
      }
      String answer = dataAnswers.remove(to);
      if (answer == null || answer.equals(DROP) || answer.startsWith("250")) {
        mails.add(new Mail(to, raw.toString()));
      }
      return say(answer == null ? "250 taken" : answer);
    }

    /** False when the connection is to end. */
    private boolean say(String answer) throws IOException {
      if (answer.equals(DROP)) {
        return false;
      }
      if (answer.equals(HANG)) {
        try {
          closed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return false;
      }
      out.write((answer + "\r\n").getBytes(UTF_8));
      out.flush();
      return true;
    }

    private String decoded(String base64) {
      return new String(Base64.getDecoder().decode(base64), UTF_8);
    }
  }
}
