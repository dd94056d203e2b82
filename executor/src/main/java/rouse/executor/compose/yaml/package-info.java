/** A Compose file as a tree that remembers where everything stands, and what is found in it. */
package rouse.executor.compose.yaml;
