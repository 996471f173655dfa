package io.trunkline.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Starts the whole system on this machine, or what of it does not run yet, waits until it is
/// healthy, and shows the main job. `deploy/up` runs it on jars that are built.
public final class Up {
  private static final String WORKER = "worker-";

  private final Path root;
  private final UpOptions options;
  private final Progress progress;

  private Up(Path root, UpOptions options, Progress progress) {
    this.root = root;
    this.options = options;
    this.progress = progress;
  }

  /// @param arguments those of `deploy/up`; the system property `trunkline.root` names the
  ///     repository, `trunkline.terminal` says whether somebody watches
  public static void main(String[] arguments) {
    try {
      var root = Path.of(System.getProperty("trunkline.root", "")).toAbsolutePath();
      var progress = new Progress(System.out, Boolean.getBoolean("trunkline.terminal"));
      new Up(root, UpOptions.parse(Arrays.asList(arguments)), progress).run();
    } catch (LocalFailure e) {
      System.out.flush();
      System.err.println("deploy/up: " + e.getMessage());
      System.err.flush();
      System.exit(1);
    }
  }

  private void run() {
    var data = new DataFolder(options.data().orElse(defaultData()));
    data.prepare();
    try (var channel = lockFile(data);
        var lock = lock(channel, data)) {
      data.keepTo(options.whatsapp() ? DataFolder.Network.WHATSAPP : DataFolder.Network.SIMULATOR);
      var processes = new Processes(data.run(), data.logs());
      var plan = new PortPlan(port(data, processes));
      var workers = options.workers().orElse(workersBefore(processes));
      var restored = data.hasData();
      var secrets = new Secrets(data.secrets(), new SecureRandom());
      secrets.prepare(restored);

      var fleet = new Fleet(root, data, plan, processes, secrets, options, workers, new Http());
      fleet.checkPorts();
      progress.say("Trunkline starts with its data in " + data.path());
      try {
        fleet.start(progress);
      } catch (LocalFailure e) {
        progress.say("What runs goes on: deploy/status shows it, deploy/down stops it.");
        throw e;
      }
      progress.finish();
      progress.say(
          "Everything is healthy after %.1f s.".formatted(progress.elapsed().toMillis() / 1000.0));

      var gateway = new Gateway(new Http(), "http://127.0.0.1:" + plan.edge(), secrets);
      gateway.seedDemoTenant();
      var file = environmentFiles(data, plan, secrets, workers);
      var demo = new Demo(gateway, new Http(), plan, progress);
      if (options.demo()) {
        if (options.whatsapp()) {
          demo.linkInTerminal();
        } else {
          demo.mainJob(restored);
        }
      }
      demo.nextSteps(file);
    } catch (IOException e) {
      throw new LocalFailure("Cannot use " + data.path() + ": " + e.getMessage(), e);
    }
  }

  private int port(DataFolder data, Processes processes) throws IOException {
    var file = data.path().resolve("port");
    var before =
        Files.exists(file)
            ? Optional.of(Integer.parseInt(Files.readString(file).strip()))
            : Optional.<Integer>empty();
    var port = options.port().or(() -> before).orElse(PortPlan.DEFAULT);
    var running = processes.names().stream().anyMatch(name -> processes.running(name).isPresent());
    if (running && before.isPresent() && !before.get().equals(port)) {
      throw new LocalFailure(
          "This installation runs on port "
              + before.get()
              + ": stop it with deploy/down before it moves to "
              + port
              + ".");
    }
    new PortPlan(port);
    Files.writeString(file, port + "\n");
    return port;
  }

  private static int workersBefore(Processes processes) {
    return (int)
        Math.max(1, processes.names().stream().filter(name -> name.startsWith(WORKER)).count());
  }

  /// Without `--data`, `deploy/ctl` and its kin act on what was started last without it.
  private Path defaultData() {
    var run = root.resolve("deploy/local/run");
    var folder = run.resolve(options.whatsapp() ? "whatsapp" : "data");
    try {
      Files.createDirectories(run);
      Files.writeString(run.resolve("current"), folder + "\n");
      return folder;
    } catch (IOException e) {
      throw new LocalFailure(run + " is not writable: give --data another folder.", e);
    }
  }

  private Path environmentFiles(DataFolder data, PortPlan plan, Secrets secrets, int workers)
      throws IOException {
    var content = new EnvironmentFile(plan, secrets, workers, options.whatsapp()).content();
    var beside = data.path().resolve("trunkline.env");
    PrivateFiles.write(beside, content);
    if (options.environmentFile().isPresent()) {
      var file = options.environmentFile().get().toAbsolutePath();
      PrivateFiles.write(file, content);
      return file;
    }
    if (options.data().isPresent()) {
      return beside;
    }
    var file = root.resolve("deploy/local/run/trunkline.env");
    PrivateFiles.write(file, content);
    return file;
  }

  private static FileChannel lockFile(DataFolder data) throws IOException {
    return FileChannel.open(
        data.path().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static FileLock lock(FileChannel channel, DataFolder data) throws IOException {
    try {
      var lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // Answered below, as another process's lock is.
    }
    throw new LocalFailure("Another deploy/up is at work in " + data.path() + ".");
  }

  static List<String> workerNames(int workers) {
    return java.util.stream.IntStream.rangeClosed(1, workers).mapToObj(n -> WORKER + n).toList();
  }
}
