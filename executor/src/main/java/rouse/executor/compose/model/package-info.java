/** A platform as its file defines it. */
package rouse.executor.compose.model;
