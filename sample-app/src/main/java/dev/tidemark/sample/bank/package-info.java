/**
 * The work that the guest does: a bank whose money never changes.
 *
 * <p><b>Rule of this package.</b> SQL and nothing else. It knows neither the agent nor images. Transfers move money between
 * accounts, so the sum of all balances and the number of accounts are known at any time: a copy of the guest that lost one
 * page is very likely to get them wrong.
 */
package dev.tidemark.sample.bank;
