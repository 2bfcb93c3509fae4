/**
 * A file that keeps a second process away from a result: it names who holds it, and a thread of the holder writes to it
 * every few seconds. Whoever finds one whose holder has ended, or has not written for a minute, takes it over.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { Worker } from 'node:worker_threads'
import { fateOf, type Holder, holderHere } from './holder.ts'
import { errorCode, ResultDirectoryError, unwritable } from './result-place.ts'

const beatMs = 10_000
const silentMs = 60_000
/** What is over sooner needs no thread. */
const firstBeatMs = 3000
const triesMax = 5

type HolderRecord = Holder & { readonly tool: 'probestorm'; readonly own: string }

/** Another process holds the lock. */
export class InUseError extends ResultDirectoryError {
  /** Whether nobody here can know if it lives: time will tell. */
  readonly isElsewhere: boolean

  constructor(message: string, isElsewhere: boolean) {
    super('out-dir-in-use', message, 'wait until it has ended, or choose another --out-dir')
    this.isElsewhere = isElsewhere
  }
}

export class FolderLock {
  /** Of this holder alone, at random: process ids are 1 in every container. */
  readonly own = randomBytes(6).toString('hex')
  readonly #file: string
  /** What names the holder. */
  readonly text: string
  readonly #starter: NodeJS.Timeout
  #beat: Worker | undefined

  /**
   * @param path of the result, for people.
   * @throws ResultDirectoryError while another process holds it, or when the file cannot be written.
   */
  constructor(file: string, path: string) {
    this.#file = file
    const record: HolderRecord = { tool: 'probestorm', ...holderHere(), own: this.own }
    this.text = `${JSON.stringify(record)}\n`
    for (let tries = 1; !this.#create(path); tries++)
      if (tries === triesMax || !this.#takeOver(path)) throw this.#inUse(path)
    this.#starter = setTimeout(() => {
      this.#beat = startBeat(file, this.text)
    }, firstBeatMs).unref()
  }

  /** Whether the file is still that of this holder. */
  isHeld(): boolean {
    return textOf(this.#file) === this.text
  }

  release(): void {
    clearTimeout(this.#starter)
    void this.#beat?.terminate()
    if (!this.isHeld()) return
    try {
      unlinkSync(this.#file)
    } catch {
      // Whoever comes next finds that nobody holds it.
    }
  }

  /** False if there is one already. */
  #create(path: string): boolean {
    let isMade = false
    try {
      closeSync(openSync(this.#file, 'wx'))
      isMade = true
      writeFileSync(this.#file, this.text)
      return true
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false
      if (isMade) unlinkSync(this.#file)
      throw unwritable(path, error)
    }
  }

  /** Moves a lock away that nobody holds any more; one that came in between is put back. */
  #takeOver(path: string): boolean {
    const aside = `${this.#file}.tmp-${this.own}`
    try {
      const found = textOf(this.#file)
      if (found === undefined) return true
      if (!isStale(this.#file, found, aside)) return false
      renameSync(this.#file, aside)
      const isSame = textOf(aside) === found
      if (!isSame) linkSync(aside, this.#file)
      unlinkSync(aside)
      return isSame
    } catch (error) {
      // Another process was faster.
      if (['ENOENT', 'EEXIST'].includes(errorCode(error))) return true
      throw unwritable(path, error)
    }
  }

  #inUse(path: string): InUseError {
    const holder = recordOf(textOf(this.#file) ?? '')
    const words = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
    const message = `${path} is being written by ${words} (${this.#file}); expected a directory that no other process writes`
    return new InUseError(message, holder === undefined || fateOf(holder) !== 'lives')
  }
}

/**
 * Whether a file that names its holder is of one that writes no more.
 * @param aside a name beside it that is free: the time of the file system, not of this machine, is what counts.
 */
function isStale(file: string, text: string, aside: string): boolean {
  const holder = recordOf(text)
  // A holder that was killed before it had written its name leaves an empty file.
  if (holder === undefined && text !== '') return false
  if (holder !== undefined && fateOf(holder) === 'gone') return true
  writeFileSync(aside, '')
  const nowMs = statSync(aside).mtimeMs
  unlinkSync(aside)
  return nowMs - statSync(file).mtimeMs > silentMs
}

/** The holder that a text names, if it is one. */
export function recordOf(text: string): HolderRecord | undefined {
  try {
    const record = JSON.parse(text) as HolderRecord
    return record?.tool === 'probestorm' && typeof record.own === 'string' ? record : undefined
  } catch {
    return undefined
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** In a thread: the one that computes may not come to it for minutes. Only a file that is still ours is written. */
function startBeat(file: string, text: string): Worker {
  const script = `
    const { openSync, readFileSync, writeSync, closeSync } = require('node:fs')
    const { file, text, beatMs } = require('node:worker_threads').workerData
    setInterval(() => {
      try {
        if (readFileSync(file, 'utf8') !== text) return
        const descriptor = openSync(file, 'r+')
        writeSync(descriptor, text, 0)
        closeSync(descriptor)
      } catch {}
    }, beatMs)`
  const beat = new Worker(script, { eval: true, execArgv: [], workerData: { file, text, beatMs } })
  // Without it the lock looks silent after a minute, which every write finds out.
  beat.on('error', () => {})
  beat.unref()
  return beat
}
