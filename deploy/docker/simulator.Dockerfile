# The WhatsApp server with phones, for trying things out.
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE}
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin trunkline \
  && install -d -o 10001 -g 10001 /data
WORKDIR /app
COPY deploy/simulator/target/lib/ lib/
COPY deploy/simulator/target/simulator-1.0.0-SNAPSHOT.jar simulator.jar
USER 10001:10001
ENTRYPOINT ["java", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", "/app/simulator.jar:/app/lib/*", "io.trunkline.simulator.Main"]
CMD ["--data", "/data/simulator"]
