/** The version of the package, from its own package.json: above this file in the sources and in the build. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export function version(): string {
  for (
    let directory = import.meta.dirname;
    directory !== dirname(directory);
    directory = dirname(directory)
  ) {
    try {
      return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).version
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  throw new Error('broken installation: no package.json above the program')
}
