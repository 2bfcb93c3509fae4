/** A small sweep in a directory, and the command line over it as processes of their own. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandFile, repository } from './cli.ts'

/**
 * @param pods how long a cell takes: 100 pods some tenths of a second.
 * @param period what the manifest says.
 */
export function writeSweepInput(directory: string, { pods = 3, replications = 2, period = 10 } = {}): string {
  const path = join(directory, 'sweep.yaml')
  writeFileSync(
    path,
    `apiVersion: probestorm.dev/v1alpha1
kind: Sweep
metadata: { name: probes }
spec:
  scenario:
    spec:
      duration: 20m
      replications: ${replications}
      workloads: [{ behavior: { errorRate: 0.3, crash: { exponential: 5m } } }]
  parameters:
    - { name: period, path: deployment/web container app livenessProbe.periodSeconds, values: [1, 2, 5] }
    - { name: threshold, path: deployment/web container app livenessProbe.failureThreshold, values: [3, 30] }
  skip: ["period == 5 && threshold == 30"]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${pods}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: web:1, livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: ${period} } }
`,
  )
  return path
}

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs to its end, or until `stopWhen` holds, which then gets the signal. */
export function sweepProcess(
  words: readonly string[],
  {
    env = {},
    stopWhen,
    signal = 'SIGKILL',
  }: {
    readonly env?: Readonly<Record<string, string>>
    readonly stopWhen?: () => boolean
    readonly signal?: NodeJS.Signals
  } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [commandFile(), ...words], {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data) => (stdout += data))
  child.stderr.on('data', (data) => (stderr += data))
  let isStopped = false
  const watch = setInterval(() => {
    if (isStopped || stopWhen?.() !== true) return
    isStopped = true
    child.kill(signal)
  }, 5)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(watch)
      resolve({ code, stdout, stderr })
    })
  })
}

/** Lines of a journal, 0 if there is none. */
export function journalLines(directory: string): number {
  try {
    return readFileSync(join(directory, 'cells.ndjson'), 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}

/** The files of a sweep that are the same for equal sweeps: all but one. */
export function sweepBytes(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter((name) => name !== 'provenance.json')
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(directory, name), 'utf8')]))
}
