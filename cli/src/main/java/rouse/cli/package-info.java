/** The verbs of the {@code rouse} command, a class each. */
package rouse.cli;
