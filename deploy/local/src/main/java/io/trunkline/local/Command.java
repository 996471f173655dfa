package io.trunkline.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How a process is started.
///
/// @param words program and arguments, the program first
/// @param environment variables added to those of the starter; may hold secrets, which therefore
///     never stand among the words
record Command(List<String> words, Map<String, String> environment) {
  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("Expected a program");
    }
  }

  static Command of(List<String> words) {
    return new Command(words, Map.of());
  }

  /// The same command run by another that ends by becoming it, such as `setpriv`.
  Command after(List<String> prefix) {
    var all = new ArrayList<>(prefix);
    all.addAll(words);
    return new Command(all, environment);
  }

  /// The words in the shell's quoting.
  String quoted() {
    return String.join(" ", words.stream().map(Command::quote).toList());
  }

  /// A shell script that notes its process id and start time in `pidFile` and becomes the command.
  String script(String pidFile) {
    var script =
        new StringBuilder("#!/bin/sh\n# Written by deploy/up; run by it and deploy/ctl.\n");
    new TreeMap<>(environment)
        .forEach(
            (name, value) ->
                script
                    .append("export ")
                    .append(name)
                    .append('=')
                    .append(quote(value))
                    .append('\n'));
    return script
        .append("if read -r stat 2>/dev/null </proc/$$/stat; then\n")
        .append("  set -- ${stat##*) }\n  shift 19\n  began=$1\n")
        .append("else\n  began=$(ps -o lstart= -p $$ | tr -d ' ')\nfi\n")
        .append("printf '%s %s\\n' $$ \"$began\" >")
        .append(quote(pidFile))
        .append("\nexec ")
        .append(quoted())
        .append('\n')
        .toString();
  }

  static String quote(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
