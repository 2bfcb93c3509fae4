/** What the system refuses is said with the path that it is about. */

/** Calls; an error of the system that names no path, as those of open files do, gets this one. */
export function withPath<T>(path: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    const found = error as NodeJS.ErrnoException
    if (error instanceof Error && found.syscall !== undefined && found.path === undefined) {
      found.path = path
      found.message += ` '${path}'`
    }
    throw error
  }
}
