/** Tests of the sample. Those in this JVM use a tracker of their own; the ones named IT run the finished jars. */
package dev.tidemark.sample;
