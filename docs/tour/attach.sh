#!/bin/sh
# A program that runs already, and knows nothing of Tidemark: what is dirty, how fast it gets dirty, and who does it. docs/TOUR.md shows
# such a run.
#
# Needs a JDK 17 or newer, and the agent's jar: mvn -q -DskipTests -pl agent package
set -eu
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
cp agent/target/tidemark-agent.jar "$folder"
javac -d "$folder" docs/tour/Emulator.java
cd "$folder"
java -cp . Emulator 2>emulator.log &
trap 'kill $!; rm -rf "$folder"' EXIT
sleep 2
start=$(date +%s)

run() {
  printf '%4d s  $ java -jar tidemark-agent.jar %s\n' $(($(date +%s) - start)) "$*"
  java -jar tidemark-agent.jar "$@"
}

run attach $! min=64m
run track $! Emulator.ram --name ram
run top $! --own --once --interval 3
run who $! ram --seconds 3 --every 1
printf '%4d s  done\n' $(($(date +%s) - start))
