/** Facts, decisions and states in sentences for people. */
package rouse.core.text;
