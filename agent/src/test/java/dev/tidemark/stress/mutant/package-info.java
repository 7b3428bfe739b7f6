/**
 * Agents that are wrong on purpose: copies of the finished jar with one class changed. A test of this folder is evidence only
 * if it tells them from the right one.
 */
package dev.tidemark.stress.mutant;
