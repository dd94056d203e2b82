/** From files to one tree: variables, includes, extensions, merges. */
package rouse.executor.compose.load;
