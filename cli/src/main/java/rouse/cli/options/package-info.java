/** The options that several verbs share, and what they mean. */
package rouse.cli.options;
