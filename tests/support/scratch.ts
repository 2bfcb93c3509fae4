/** A folder of its own with files of a case, and the command in it as a user starts it. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { commandFile, repository } from './cli.ts'

export type ScratchEnd = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export type Started = { readonly child: ChildProcess; readonly ended: Promise<ScratchEnd> }

/** As in a pipe of a user, whoever runs the tests. */
const { FORCE_COLOR: _, ...env } = process.env

export class Scratch {
  readonly path = mkdtempSync(join(tmpdir(), 'probestorm-scratch-'))

  /** @param files of the repository, copied under their own names. */
  constructor(...files: readonly string[]) {
    for (const file of files) cpSync(join(repository, file), join(this.path, file.split('/').at(-1)!))
  }

  /** The path of a file or folder in it. */
  in(name: string): string {
    return join(this.path, name)
  }

  /** Writes a file, with the folders that it needs. */
  write(name: string, text: string): void {
    mkdirSync(dirname(this.in(name)), { recursive: true })
    writeFileSync(this.in(name), text)
  }

  /** @param folder of it in which the command is started. */
  start(words: readonly string[], { folder = '', input = '' } = {}): Started {
    return this.#spawn(process.execPath, [commandFile(), ...words], folder, input)
  }

  /** Runs a script of the shell, in which `"$@"` is the command without its arguments. */
  shell(script: string): Promise<ScratchEnd> {
    return this.#spawn('/bin/sh', ['-c', script, 'sh', process.execPath, commandFile()], '', '').ended
  }

  #spawn(file: string, words: readonly string[], folder: string, input: string): Started {
    const child = spawn(file, words, { cwd: this.in(folder), env })
    const text = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk
      })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const ended = new Promise<ScratchEnd>((resolve) =>
      child.on('close', (code, signal) => resolve({ ...text, code, signal })),
    )
    return { child, ended }
  }

  run(words: readonly string[], options: { readonly folder?: string; readonly input?: string } = {}) {
    return this.start(words, options).ended
  }

  /** Everything in it: the bytes of files, where links point, folders as such. */
  content(): Readonly<Record<string, string>> {
    return Object.fromEntries(contentOf(this.path).map(([path, text]) => [relative(this.path, path), text]))
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** A process that writes there renames its files meanwhile: what is gone is left out. */
function contentOf(folder: string): [path: string, text: string][] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      try {
        return entryOf(join(folder, name))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    })
}

function entryOf(path: string): [path: string, text: string][] {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return [[path, `-> ${readlinkSync(path)}`]]
  if (found.isDirectory()) return [[path, 'folder'], ...contentOf(path)]
  return [[path, found.isFile() ? readFileSync(path, 'latin1') : 'no file']]
}
