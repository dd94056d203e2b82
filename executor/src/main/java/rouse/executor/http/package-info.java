/** The fault-tolerance API of the original platform, answered from the log. */
package rouse.executor.http;
