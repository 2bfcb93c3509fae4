/**
 * Joins the files of the executable and of its worker threads into a few, in place of the compiled
 * ones. Hundreds of small files take longer to open than a small run takes. Packages stay outside, under their own licences.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync, type Metafile } from 'esbuild'

const executables = [
  'cli/main.ts',
  'engine/study/run/replication-worker.ts',
  'engine/study/questions/recommend/recommend-worker.ts',
  'engine/study/questions/sweep/sweep-worker.ts',
]

/** Removes what an earlier build has left; a process that runs may miss it. */
export function removeExecutable(root: string, directory: string): void {
  rmSync(join(root, directory, 'chunks'), { recursive: true, force: true })
}

/** What was written: each file with its size and what it imports, paths from the root of the repository. */
export function bundleExecutable(root: string, directory: string): Metafile['outputs'] {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: executables,
    outbase: '.',
    outdir: directory,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    metafile: true,
    logLevel: 'warning',
  })
  return metafile.outputs
}
