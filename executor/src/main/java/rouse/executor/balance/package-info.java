/** Shares out work among workers: drives HAProxy by what the decider announces, and drains. */
package rouse.executor.balance;
