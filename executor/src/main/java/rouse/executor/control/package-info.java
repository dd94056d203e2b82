/**
 * Keeps the broker and the streams app alive when they are containers of the platform. The decider
 * of the core runs here a second time, since the one in the streams app needs both of them.
 */
package rouse.executor.control;
