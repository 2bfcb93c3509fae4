/** The command line, run as a user would: it reads what somebody sends, and gets no token. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../cli/main.js', import.meta.url))

export type Ended = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

export function probestorm(directory: string, ...words: readonly string[]): Ended {
  const { INPUT_TOKEN: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
    maxBuffer: 256 * 1024 * 1024,
  })
  return { exitCode: status ?? 1, stdout, stderr }
}
