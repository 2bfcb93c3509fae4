/** What a folder holds: manifests, directories that something has to render first, and what only looks like a file. */
import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { filesMax } from './input-limits.ts'
import { byCodeUnits } from './order.ts'
import { type Unrendered, unrenderedDirectory } from './render-first.ts'

export const manifestExtension = /\.(ya?ml|json)$/

/** An entry that is named like a manifest and is no regular file, or cannot be reached. */
export type OtherEntry = { readonly path: string; readonly reason: string; readonly isSkipped: boolean }

export type Found = {
  readonly paths: string[]
  readonly unrendered: Unrendered[]
  readonly others: OtherEntry[]
  /** Folders within the one that was named that hold manifests and are not read. */
  readonly inner: string[]
}

export const noneFound = (): Found => ({ paths: [], unrendered: [], others: [], inner: [] })

/** Manifest files of a folder, if `isRecursive` at any depth, in code-unit order. A directory that a link leads back to is walked once. */
export function manifestsIn(
  directory: string,
  isRecursive: boolean,
  found = noneFound(),
  walked = new Set<string>(),
): Found {
  const identity = identityOf(directory)
  if (walked.has(identity)) return found
  walked.add(identity)
  const names = readdirSync(directory).sort(byCodeUnits)
  const unrendered = unrenderedDirectory(directory, names)
  if (unrendered !== undefined) {
    found.unrendered.push(unrendered)
    return found
  }
  for (const name of names) {
    if (found.paths.length > filesMax || found.others.length > filesMax) return found
    const path = join(directory, name)
    const isManifest = manifestExtension.test(name)
    try {
      const stat = statSync(path)
      if (stat.isDirectory()) {
        if (isRecursive) {
          if (!holdsResult(path)) manifestsIn(path, true, found, walked)
        } else if (!isAside(name) && holdsManifest(path, new Set(walked))) found.inner.push(path)
      } else if (!isManifest) continue
      else if (stat.isFile()) found.paths.push(path)
      else found.others.push({ path, reason: kindOf(stat), isSkipped: true })
    } catch (error) {
      // What is named neither like a manifest nor a folder is nobody's business here.
      if (isManifest || codeOf(error) === 'EACCES')
        found.others.push({ path, reason: linkReason(path, error), isSkipped: false })
    }
  }
  return found
}

/** Folders that nobody means: their names begin with a dot, or packages are in them. */
function isAside(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}

/** Whether somewhere within a folder there is what is named like a manifest; what cannot be read has none. */
function holdsManifest(directory: string, walked = new Set<string>()): boolean {
  const identity = identityOf(directory)
  if (walked.has(identity) || walked.size > filesMax || holdsResult(directory)) return false
  walked.add(identity)
  try {
    const entries = readdirSync(directory, { withFileTypes: true })
    return (
      entries.some((entry) => !entry.isDirectory() && manifestExtension.test(entry.name)) ||
      entries.some(
        (entry) =>
          entry.isDirectory() && !isAside(entry.name) && holdsManifest(join(directory, entry.name), walked),
      )
    )
  } catch {
    return false
  }
}

/** Bytes of a `provenance.json` at most: it names inputs and files, and tells how each probe was set. */
const provenanceBytesMax = 64 * 1024 * 1024

/**
 * Whether a folder within the one that was named is a result: `run -f .` writes into `out/`, and what it has written is no input of the
 * next one. Who names the folder itself wants what is in it.
 */
function holdsResult(directory: string): boolean {
  try {
    const path = join(directory, 'provenance.json')
    const stat = statSync(path)
    if (!stat.isFile() || stat.size > provenanceBytesMax) return false
    return JSON.parse(readFileSync(path, 'utf8'))?.tool === 'probestorm'
  } catch {
    return false
  }
}

/** The real path of a file or folder; as it was given where there is none. */
export function identityOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // What cannot be resolved is reported when it is read.
    return path
  }
}

/** Why the system did not give a file, in words. */
export function systemReason(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'ELOOP') return 'links lead back to themselves'
  return code ?? (error instanceof Error ? error.message : String(error))
}

function kindOf(stat: Stats): string {
  if (stat.isFIFO()) return 'a pipe'
  if (stat.isSocket()) return 'a socket'
  return 'a device'
}

function linkReason(path: string, error: unknown): string {
  const code = codeOf(error)
  if (code === 'ELOOP') return 'it is a link that leads back to itself'
  if (code === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    return `it is a link to ${readlinkSync(path)}, which is not there`
  return systemReason(error)
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
