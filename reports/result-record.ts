/**
 * What a directory's `provenance.json` proves: which kind of result it is, which files probestorm wrote there, and what
 * was in them. A file that it does not list, or that somebody has changed since, is not ours to remove.
 */
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, rmdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { kindOf, type ResultKind } from './result-kind.ts'
import { plainName } from './staged-file.ts'

/** The file that marks a directory as a result, and lists what probestorm wrote there. */
export const provenanceFile = 'provenance.json'

/** The page, which `report` may write anew at any time. */
export const reportFile = 'report.html'

/** Names the process that writes a directory, until it is whole. */
export const holderFile = '.probestorm.lock'

/** Of a file as it was written; larger ones than `hashedBytesMax`, traces, have no hash. */
export type FileSum = { readonly bytes: number; readonly sha256?: string }

export type ResultRecord = {
  /** Undefined for a kind that this version does not know. */
  readonly kind: ResultKind | undefined
  /** Written by probestorm; the sum is undefined where the result says none. */
  readonly files: ReadonlyMap<string, FileSum | undefined>
}

const hashedBytesMax = 64 * 2 ** 20

/** The record of a directory; undefined if it is not a result of probestorm. */
export function recordIn(directory: string): ResultRecord | undefined {
  const provenance = provenanceIn(directory)
  if (provenance?.['tool'] !== 'probestorm' || !Array.isArray(provenance['files'])) return undefined
  const sums = Object(provenance['sums']) as Readonly<Record<string, unknown>>
  const names = provenance['files'].map(String)
  return {
    kind: kindOf(provenance),
    files: new Map(names.map((name) => [name, Object.hasOwn(sums, name) ? sumIn(sums[name]) : undefined])),
  }
}

/** A sum that cannot be read is one that no file has: the file counts as changed. */
function sumIn(content: unknown): FileSum {
  const { bytes, sha256 } = Object(content) as Partial<FileSum>
  return typeof bytes === 'number' ? { bytes, ...(sha256 === undefined ? {} : { sha256 }) } : { bytes: -1 }
}

function provenanceIn(directory: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const path = join(directory, provenanceFile)
    if (!lstatSync(path).isFile()) return undefined
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof content === 'object' && content !== null ? { ...content } : undefined
  } catch {
    return undefined
  }
}

/** The sums of files of a directory, for its provenance. */
export function sumsOf(directory: string, names: readonly string[]): Readonly<Record<string, FileSum>> {
  return Object.fromEntries(names.map((name) => [name, sumOf(join(directory, name))]))
}

function sumOf(path: string): FileSum {
  const bytes = lstatSync(path).size
  if (bytes > hashedBytesMax) return { bytes }
  return { bytes, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }
}

/** Names in a directory that are not files of this result. */
export function foreignNames(directory: string, { files }: ResultRecord): string[] {
  return readdirSync(directory)
    .sort()
    .filter((name) => !isListed(name, files) || !lstatSync(join(directory, name)).isFile())
}

/** Whether a name is one of a result with these files. */
export function isListed(name: string, files: ResultRecord['files']): boolean {
  return [provenanceFile, reportFile, holderFile].includes(plainName(name)) || files.has(name)
}

/** Names of files that are not as they were written. One that is gone is none: nothing of it can be lost. */
export function changedNames(
  directory: string,
  { files }: ResultRecord,
  names: readonly string[] = [...files.keys()],
): string[] {
  return names.flatMap((name) => {
    const sum = files.get(name)
    const path = join(directory, name)
    const entry = lstatSync(path, { throwIfNoEntry: false })
    if (sum === undefined || name === reportFile || entry === undefined) return []
    if (!entry.isFile()) return [name]
    const found = sumOf(path)
    const isSame = found.bytes === sum.bytes && (sum.sha256 === undefined || found.sha256 === sum.sha256)
    return isSame ? [] : [name]
  })
}

/**
 * Removes the files of a result, the one that proves it last, and then the directory.
 * @returns whether it is gone; one that holds anything else stays, with that.
 */
export function removeResult(directory: string, { files }: ResultRecord): boolean {
  try {
    const own = readdirSync(directory).filter((name) => isListed(name, files) && name !== provenanceFile)
    for (const name of [...own, provenanceFile]) unlinkSync(join(directory, name))
    rmdirSync(directory)
    return true
  } catch {
    return false
  }
}
