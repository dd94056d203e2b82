/** Images: pulled with the logins of the host, or built by the engine's builder or BuildKit. */
package rouse.executor.docker.image;
