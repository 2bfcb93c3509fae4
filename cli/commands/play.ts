/** `play`: one page with the engine in it, for sliders instead of commands. */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { playPage } from '../../play/play-page.ts'
import { podsOf, quickPodsMax } from '../../play/study.ts'
import { readable, readableBytes, safeText } from '../../reports/readable.ts'
import { ExitCode } from '../exit-code.ts'
import { fileName } from '../file-name.ts'
import { loadInput, pathsOf } from '../input.ts'
import type { Options } from '../options.ts'
import { checkOutputFile, writeOutputFile } from '../output-file.ts'
import type { Output } from '../streams.ts'
import { version } from '../version.ts'

export async function play(options: Options, { out, err }: Output): Promise<ExitCode> {
  const { spec, scenarioName, inputs, notes } = await loadInput(options, 'play')
  const path = options.html ?? join('out', `${fileName(scenarioName)}.play.html`)
  if (options.html === undefined) mkdirSync(dirname(path), { recursive: true })
  checkOutputFile('--html', path, undefined, pathsOf(inputs))
  const pods = podsOf(spec)
  if (pods > quickPodsMax)
    err(
      `${readable(pods)} pods: each change takes seconds; fewer replicas or -l make a page that answers at once\n`,
    )
  const pieces = playPage(spec, { version: version(), notes })
  writeOutputFile('--html', path, pieces)
  const bytes = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  out(`${safeText(path)} (${readableBytes(bytes)}): open it in a browser; it needs no network\n`)
  if (options.open) openFile(path)
  return ExitCode.Done
}

const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** With what the system opens pages with; where there is no such thing, the path has been said. */
function openFile(path: string): void {
  const [command, ...words] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(command!, [...words, path], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
