/** What the verbs ask, and how they find whom to ask. */
package rouse.cli.client;
