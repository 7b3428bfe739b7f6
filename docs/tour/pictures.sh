#!/bin/sh
# Makes the pictures of docs/TOUR.md anew: runs the tests of the build's profile ui, on a display of their own, with each JDK named as an
# argument (its java), and takes over what they saw.
#
#   docs/tour/pictures.sh /usr/lib/jvm/jdk-17/bin/java /usr/lib/jvm/jdk-25/bin/java
#
# Needs Maven, Xvfb, xterm and tmux: apt-get install maven xvfb xterm tmux fonts-dejavu-core
set -eu
cd "$(dirname "$0")/../.."
rm -rf agent/target/screenshots
for java in "$@"; do
  mvn -q -B -pl agent -Pui -Dunit.skip=true -Dit.test='PluginIT,TourIT' -Dit.java="$java" verify
done
for picture in mbeans mbeans-call plugin plugin-harvest top; do
  cp agent/target/screenshots/$picture-jdk*.png docs/tour/
done
ls -l docs/tour
