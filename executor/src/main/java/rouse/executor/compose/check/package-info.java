/** Whether a platform file makes sense, and what becomes of each of its keys. */
package rouse.executor.compose.check;
