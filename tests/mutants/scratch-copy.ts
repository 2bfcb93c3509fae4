/** A copy of the repository to change files in, beside the real one: its tests run in a process of their own. */
import { fork } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** What tests read. */
const copied = [
  ...['engine', 'scenarios', 'reports', 'cli', 'bench', 'build', 'play', 'tests', 'docs', 'deploy'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'README.md'],
]

export type Outcome = 'passed' | 'failed' | 'timeout'

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

  /**
   * Runs test files until one fails.
   * @param secondsPerFile after which a file that has not ended is taken for one that never will.
   */
  runTests(files: readonly string[], secondsPerFile: number): Promise<Outcome> {
    return new Promise((resolve) => {
      const child = fork('tests/mutants/run-tests.ts', files, {
        cwd: this.folder,
        execArgv: ['--max-old-space-size=1536', '--import', 'tsx'],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      })
      let isLate = false
      const giveUp = (): void => {
        isLate = true
        child.kill('SIGKILL')
      }
      let timer = setTimeout(giveUp, secondsPerFile * 1000)
      child.on('message', () => {
        clearTimeout(timer)
        timer = setTimeout(giveUp, secondsPerFile * 1000)
      })
      child.on('close', (code) => {
        clearTimeout(timer)
        if (isLate) resolve('timeout')
        else resolve(code === 0 ? 'passed' : 'failed')
      })
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
