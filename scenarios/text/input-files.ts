/** From paths as the user names them to texts: files, directories, patterns and standard input, each read once. */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { decodeText, encodingOf } from './encoding.ts'
import { csvBytesMax, filesMax, jsonBytesMax, mebibyte, yamlBytesMax } from './input-limits.ts'
import type { Located } from './located.ts'
import {
  type Found,
  identityOf,
  manifestExtension,
  manifestsIn,
  noneFound,
  type OtherEntry,
  systemReason,
} from './manifest-folder.ts'
import { byCodeUnits } from './order.ts'
import { reportUnrendered, unrenderedFile } from './render-first.ts'
import type { NamedPlace, Report } from './report.ts'

export type InputFile = {
  /** As the user would name it. */
  readonly path: string
  readonly text: string
  /** Where relative paths inside the file start. */
  readonly directory: string
  /** Named itself, not found in a directory or by a pattern: it must hold something. */
  readonly isNamed: boolean
}

export type InputRecord = { readonly path: string; readonly sha256: string; readonly bytes: number }

/** What an address gave that the user named, or why it gave nothing. */
export type RemoteText = { readonly text: string } | { readonly problem: string }

/** Whether a path is an address, as kubectl takes them. */
export const isAddress = (path: string): boolean => /^https?:\/\//i.test(path)

/** Name of standard input in places and records. */
export const stdinName = '<stdin>'

export class InputFiles {
  readonly records: InputRecord[] = []
  private readonly report: Report
  private readonly readStdin: (() => string) | undefined
  private readonly remote: ReadonlyMap<string, RemoteText>
  private readonly isRecursive: boolean
  private readonly seen = new Set<string>()
  private readonly sideTexts = new Map<string, string | undefined>()
  private readonly leftOut: { readonly place: Located | NamedPlace; readonly folders: readonly string[] }[] =
    []

  /**
   * Without `readStdin`, `-` reads file descriptor 0.
   * @param remote what the addresses gave that options name.
   * @param isRecursive whether a folder stands for the folders within it too, as with `kubectl -R`.
   */
  constructor(
    report: Report,
    readStdin: (() => string) | undefined,
    remote: ReadonlyMap<string, RemoteText> = new Map(),
    isRecursive = false,
  ) {
    this.report = report
    this.readStdin = readStdin
    this.remote = remote
    this.isRecursive = isRecursive
  }

  /**
   * The files that a path stands for and that were not read before, in code-unit order. `namedAt` is where the path
   * stands, for errors; undefined for an option.
   */
  async read(path: string, directory: string, namedAt?: Located): Promise<InputFile[]> {
    if (path === '-' && namedAt === undefined) return this.readOnce(stdinName, () => this.stdin(), true)
    const place: Located | NamedPlace = namedAt ?? { name: path, line: 1, column: 1 }
    if (isAddress(path)) return this.readRemote(path, place, namedAt !== undefined)
    if (isAddress(directory)) return this.unreadable(path, new Error(noNames), place, [])
    const full = isAbsolute(path) || directory === '.' ? path : join(directory, path)
    const found = await this.find(full, place)
    return found.paths.flatMap((file) =>
      this.readOnce(
        file,
        () => this.file(file, found.isNamed ? place : { name: file, line: 1, column: 1 }),
        found.isNamed,
      ),
    )
  }

  /** Addresses are of options alone: a file that somebody sends must not make this machine ask for others. */
  private readRemote(address: string, place: Located | NamedPlace, isOfFile: boolean): InputFile[] {
    const found = isOfFile ? undefined : this.remote.get(address)
    if (found === undefined || 'problem' in found) {
      const problem = found?.problem ?? onlyOptions
      this.report.error(
        'file-unreadable',
        place,
        `cannot read ${address}: ${problem}`,
        found === undefined
          ? 'name it with -f'
          : 'check the address, or save what it holds and name the file',
      )
      return []
    }
    const files = this.readOnce(address, () => this.textOf(address, Buffer.from(found.text)), true)
    return files.map((file) => ({ ...file, directory: address }))
  }

  /** A text that is there already, by the name that places in it get. */
  given(name: string, text: string): InputFile | undefined {
    const checked = this.textOf(name, Buffer.from(text))
    return checked === undefined ? undefined : { path: name, text: checked, directory: '.', isNamed: true }
  }

  /** The text of one file that a value names; it is recorded among the inputs. */
  sideFile(
    path: string,
    directory: string,
    namedAt: Located,
  ): { readonly name: string; readonly text: string } | undefined {
    if (isAddress(directory)) return this.unreadable(path, new Error(noNames), namedAt, undefined)
    const full = isAbsolute(path) ? path : join(directory, path)
    if (!this.sideTexts.has(full)) this.sideTexts.set(full, this.file(full, namedAt))
    const text = this.sideTexts.get(full)
    return text === undefined ? undefined : { name: full, text }
  }

  /** The files that a path in a scenario stands for, whether or not they are among the inputs as well. */
  async readApart(path: string, directory: string, namedAt: Located): Promise<InputFile[]> {
    if (isAddress(directory)) return this.unreadable(path, new Error(noNames), namedAt, [])
    const found = await this.find(isAbsolute(path) ? path : join(directory, path), namedAt)
    return found.paths.flatMap((file) => {
      const side = this.sideFile(file, '.', namedAt)
      return side === undefined
        ? []
        : [{ path: side.name, text: side.text, isNamed: found.isNamed, directory: dirname(file) }]
    })
  }

  /** Warns of folders within folders of which nothing was read. When all is read: a scenario may name what lies beside it. */
  warnOfLeftOut(): void {
    const read = [...this.seen, ...[...this.sideTexts.keys()].map(identityOf)]
    for (const { place, folders } of this.leftOut) {
      const unread = folders.filter((folder) => {
        const within = `${identityOf(folder)}${sep}`
        return !read.some((path) => path.startsWith(within))
      })
      if (unread.length === 0) continue
      this.report.warn(
        'folders-left-out',
        place,
        `${foldersText(unread)}, and ${unread.length === 1 ? 'is' : 'are'} not read: a folder stands for its own files, as with kubectl`,
        readInner,
      )
    }
  }

  /** One table of samples that an option names; `-` is standard input. */
  readTable(path: string): InputFile | undefined {
    const text = path === '-' ? this.stdin('CSV') : this.file(path, { name: path, line: 1, column: 1 }, 'CSV')
    return text === undefined
      ? undefined
      : { path: path === '-' ? stdinName : path, text, isNamed: true, directory: '.' }
  }

  private readOnce(path: string, read: () => string | undefined, isNamed: boolean): InputFile[] {
    const identity = path === stdinName ? path : identityOf(path)
    if (this.seen.has(identity)) return []
    this.seen.add(identity)
    const text = read()
    return text === undefined
      ? []
      : [{ path, text, isNamed, directory: path === stdinName ? '.' : dirname(path) }]
  }

  private async find(
    path: string,
    place: Located | NamedPlace,
  ): Promise<{ paths: readonly string[]; isNamed: boolean }> {
    const nothing = { paths: [], isNamed: false }
    try {
      if (!statSync(path).isDirectory()) {
        const unrendered = unrenderedFile(path)
        if (unrendered === undefined) return { paths: [path], isNamed: true }
        reportUnrendered(path, [unrendered], place, this.report)
        return nothing
      }
      const found = manifestsIn(path, this.isRecursive)
      // Who names a folder of charts is told how they are rendered, not that they lie deeper.
      if (found.paths.length === 0 && found.inner.length > 0)
        found.unrendered.push(...manifestsIn(path, true).unrendered)
      return this.checkFound(path, found, place) ? { paths: found.paths, isNamed: false } : nothing
    } catch (error) {
      if (!/[*?[{]/.test(path)) return this.unreadable(path, error, place, nothing)
    }
    const { glob } = await import('tinyglobby')
    const paths = (await glob([path.replaceAll('\\', '/')], { onlyFiles: true, expandDirectories: false }))
      .filter((file) => manifestExtension.test(file))
      .sort(byCodeUnits)
    const unrendered = paths.map(unrenderedFile).filter((file) => file !== undefined)
    return this.checkFound(path, { ...noneFound(), paths, unrendered }, place)
      ? { paths, isNamed: false }
      : nothing
  }

  private checkFound(path: string, found: Found, place: Located | NamedPlace): boolean {
    const { paths, unrendered, others, inner } = found
    for (const other of others) this.otherEntry(other)
    if (unrendered.length > 0) {
      reportUnrendered(path, unrendered, place, this.report)
      return false
    }
    if (paths.length === 0 && others.length === 0) {
      this.report.error(
        'directory-empty',
        place,
        `${path} holds no manifest${inner.length === 0 ? '' : `, but ${foldersText(inner)}`}; expected files that end in .yaml, .yml or .json`,
        inner.length === 0 ? 'name the directory or files that hold the manifests' : readInner,
      )
    } else if (paths.length > filesMax) {
      this.report.error(
        'file-size',
        place,
        `${path} holds more than ${filesMax} files; expected fewer`,
        'name a smaller directory',
      )
    }
    if (paths.length > 0 && inner.length > 0) this.leftOut.push({ place, folders: inner })
    return paths.length > 0 && paths.length <= filesMax
  }

  /** What a folder holds beside regular files: a link that leads nowhere is a mistake, a pipe would never end. */
  private otherEntry({ path, reason, isSkipped }: OtherEntry): void {
    const place: NamedPlace = { name: path, line: 1, column: 1 }
    if (isSkipped)
      this.report.warn(
        'file-unreadable',
        place,
        `${path} is ${reason}; expected a regular file within a folder, so it is left out`,
        'move it away, or name it by itself with -f to have it read',
      )
    else this.unreadable(path, new Error(reason), place, undefined)
  }

  private unreadable<T>(path: string, error: unknown, place: Located | NamedPlace, result: T): T {
    this.report.error(
      'file-unreadable',
      place,
      `cannot read ${path}: ${systemReason(error)}; expected a file, directory or pattern`,
      'check the path and its permissions',
    )
    return result
  }

  private file(path: string, place: Located | NamedPlace, table?: 'CSV'): string | undefined {
    try {
      const file = openSync(path, 'r')
      try {
        return this.textOf(path, readBounded(file, jsonBytesMax), table)
      } finally {
        closeSync(file)
      }
    } catch (error) {
      return this.unreadable(path, error, place, undefined)
    }
  }

  private stdin(table?: 'CSV'): string | undefined {
    try {
      const bytes =
        this.readStdin === undefined ? readBounded(0, jsonBytesMax) : Buffer.from(this.readStdin())
      return this.textOf(stdinName, bytes, table)
    } catch (error) {
      return this.unreadable(stdinName, error, { name: stdinName, line: 1, column: 1 }, undefined)
    }
  }

  private textOf(name: string, bytes: Buffer, table?: 'CSV'): string | undefined {
    const here: NamedPlace = { name, line: 1, column: 1 }
    const format = table ?? (startsAsJson(bytes) ? 'JSON' : 'YAML')
    if (!this.checkSize(here, bytes.length, format)) return undefined
    const { text, isReplaced } = decodeText(bytes)
    if (text.includes('\0') || (isReplaced && table !== undefined)) {
      this.report.error(
        'file-binary',
        here,
        `the file holds bytes that are no UTF-8 text; expected ${table ?? 'YAML or JSON'} in UTF-8, or in UTF-16 with a byte order mark`,
        'name a text file, or save it as UTF-8',
      )
      return undefined
    }
    if (isReplaced)
      this.report.warn(
        'file-binary',
        here,
        'the file holds bytes that are no UTF-8; expected UTF-8, since kubectl reads a replacement character (U+FFFD) for each of them',
        'save the file as UTF-8',
      )
    this.records.push({
      path: name,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    })
    return text
  }

  private checkSize(here: NamedPlace, bytes: number, format: TextFormat): boolean {
    const { bytesMax, fix } = sizeLimits[format]
    if (bytes <= bytesMax) return true
    const found =
      bytes > jsonBytesMax
        ? `more than ${jsonBytesMax / mebibyte} MiB`
        : `${(bytes / mebibyte).toFixed(1)} MiB`
    this.report.error(
      'file-size',
      here,
      `the file has ${found}; expected at most ${bytesMax / mebibyte} MiB of ${format}`,
      fix,
    )
    return false
  }
}

const readInner = 'add -R (--recursive) to read the folders within it too, or name them with -f'
/** Names of folders that are said; the others are counted. */
const foldersMax = 3

/** `k8s/a, k8s/b, k8s/c and 2 more hold manifests`. */
function foldersText(folders: readonly string[]): string {
  const left = folders.length - foldersMax
  const more = left > 0 ? ` and ${left} more` : ''
  return `${folders.slice(0, foldersMax).join(', ')}${more} ${folders.length === 1 ? 'holds' : 'hold'} manifests`
}

const onlyOptions =
  'a file names it; expected an address among the options: files cannot ask the network for others'
const noNames = 'a scenario that comes from an address names no files'

type TextFormat = 'JSON' | 'YAML' | 'CSV'

const sizeLimits: Readonly<Record<TextFormat, { readonly bytesMax: number; readonly fix: string }>> = {
  JSON: { bytesMax: jsonBytesMax, fix: 'split the file, or leave out what is not simulated' },
  YAML: { bytesMax: yamlBytesMax, fix: 'split the file, or take JSON: kubectl get -o json' },
  CSV: { bytesMax: csvBytesMax, fix: 'take fewer samples, or count equal ones: value,count' },
}

/** Bytes that are looked at before the rest is read. */
const headBytes = 65_536

/**
 * Bytes of an open file, pipes included; one byte more than the limit when there are more, and only the first ones of what is
 * no text.
 */
function readBounded(file: number, bytesMax: number): Buffer {
  const stat = fstatSync(file)
  let room = Buffer.allocUnsafe(stat.isFile() ? Math.min(stat.size, bytesMax) + 1 : headBytes)
  let total = 0
  while (total <= bytesMax) {
    if (total === room.length) room = Buffer.concat([room], Math.min(2 * room.length, bytesMax + 1))
    const got = readWaiting(file, room, total, total === 0 ? headBytes : room.length)
    if (got === 0) break
    total += got
    // A device can be read without end, and a large file for long: text has no such byte anywhere.
    if (total <= headBytes && isBinary(room.subarray(0, total))) break
  }
  return room.subarray(0, total)
}

/** Reads some bytes; a pipe that has none yet and does not block is asked again. */
function readWaiting(file: number, room: Buffer, at: number, bytes: number): number {
  for (;;) {
    try {
      return readSync(file, room, at, Math.min(bytes, room.length - at), null)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

function isBinary(head: Uint8Array): boolean {
  return head.includes(0) && encodingOf(head) === 'utf-8'
}

function startsAsJson(bytes: Buffer): boolean {
  return /^\s*\{/.test(decodeText(bytes.subarray(0, 4096)).text)
}
