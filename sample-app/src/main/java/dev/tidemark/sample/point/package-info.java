/**
 * What a point of a snapshot store is checked with, and what the guest attaches to it.
 *
 * <p><b>Rule of this package.</b> It knows neither the agent nor the store. The oracle compares bytes.
 */
package dev.tidemark.sample.point;
