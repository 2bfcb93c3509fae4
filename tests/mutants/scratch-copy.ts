/** A copy of the repository to change files in, beside the real one: its tests run in a process of their own. */
import { fork } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Progress, TestFile } from './run-tests.ts'

const root = join(import.meta.dirname, '../..')

/** What tests read. */
const copied = [
  ...['engine', 'scenarios', 'reports', 'cli', 'bench', 'build', 'play', 'tests', 'docs', 'deploy'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'README.md'],
]

/** A process that waits this long without a word, and uses no processor time meanwhile, is stuck. */
const stuckAfterMs = 1_800_000

export type Run = {
  /** `killed`: by somebody else, so that it says nothing about the tests. */
  readonly outcome: 'passed' | 'failed' | 'out of time' | 'stuck' | 'killed'
  /** The file that ran last. */
  readonly lastFile?: string
  /** Processor time of each file that ended. */
  readonly cpuSeconds: ReadonlyMap<string, number>
}

export class ScratchCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'probestorm-mutants-'))

  constructor() {
    for (const name of copied) cpSync(join(root, name), join(this.folder, name), { recursive: true })
    for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(this.folder, name))
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8')
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }

  /** Runs test files until one fails. */
  runTests(files: readonly TestFile[]): Promise<Run> {
    return new Promise((resolve) => {
      const child = fork('tests/mutants/run-tests.ts', [JSON.stringify(files)], {
        cwd: this.folder,
        execArgv: ['--max-old-space-size=1536', '--import', 'tsx'],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      })
      const cpuSeconds = new Map<string, number>()
      let last: Progress = { cpuSeconds: 0 }
      let isStuck = false
      const giveUp = (): void => {
        isStuck = true
        child.kill('SIGKILL')
      }
      let timer = setTimeout(giveUp, stuckAfterMs)
      child.on('message', (progress: Progress) => {
        clearTimeout(timer)
        timer = setTimeout(giveUp, stuckAfterMs)
        if (last.file !== undefined) cpuSeconds.set(last.file, progress.cpuSeconds - last.cpuSeconds)
        last = { ...last, ...progress }
      })
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        const outcome = isStuck ? 'stuck' : outcomeOf(code, signal)
        resolve({ outcome, cpuSeconds, ...(last.file !== undefined && { lastFile: last.file }) })
      })
    })
  }

  /** Whether tests can run in it: a repository that is removed meanwhile takes its packages along. */
  isWhole(): boolean {
    return ['package.json', 'tests/mutants/run-tests.ts', 'node_modules/tsx', 'node_modules/uvu'].every(
      (name) => existsSync(join(this.folder, name)),
    )
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function outcomeOf(code: number | null, signal: NodeJS.Signals | null): Run['outcome'] {
  if (code === 0) return 'passed'
  if (signal === 'SIGXCPU') return 'out of time'
  // Too little memory ends a process by SIGABRT: the mutant asked for it without end.
  return signal === null || signal === 'SIGABRT' ? 'failed' : 'killed'
}
