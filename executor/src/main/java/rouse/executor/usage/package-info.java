/** What containers use of their host over time, and how load balancers see their servers. */
package rouse.executor.usage;
