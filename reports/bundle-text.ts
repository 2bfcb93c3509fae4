/** What a page holds of `dist/browser`, where `npm run build` puts scripts and styles. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type BundleName =
  | 'run'
  | 'run-play'
  | 'comparison'
  | 'sweep'
  | 'tipping'
  | 'recommendation'
  | 'calibration'
  | 'play'
  | 'document'

export type BundleText = { readonly script: string; readonly style: string }

export function bundleText(name: BundleName): BundleText {
  const path = join(bundleFolder(), name)
  return { script: readFileSync(`${path}.js`, 'utf8'), style: readFileSync(`${path}.css`, 'utf8') }
}

/** The script of a Web Worker: the licences of what is in it, and in the last line the script, deflated and in base64. */
export function workerText(name: 'play-engine' | 'play-loader'): string {
  return readFileSync(join(bundleFolder(), `${name}.txt`), 'utf8').trimEnd()
}

let found: string | undefined

/** The nearest one above this file: of the sources as of the build, whichever runs. */
function bundleFolder(): string {
  if (found !== undefined) return found
  for (
    let directory = import.meta.dirname;
    directory !== dirname(directory);
    directory = dirname(directory)
  ) {
    const folder = join(directory, 'dist/browser')
    if (isReadable(join(folder, 'run.js'))) {
      found = folder
      return folder
    }
  }
  throw new Error('broken installation: no dist/browser above the program; `npm run build` makes it')
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}
