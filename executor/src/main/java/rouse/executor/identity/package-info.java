/** Sees to it that one process at a time is the executor of a platform on a host. */
package rouse.executor.identity;
