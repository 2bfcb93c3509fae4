/** For tests: loads texts as if they came by standard input, or from files of a directory of their own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { InputError, type LoadedScenario, type LoadOptions, loadScenario } from './load-scenario.ts'

/** Loads one text from standard input. */
export function loadText(text: string, options: Partial<LoadOptions> = {}): Promise<LoadedScenario> {
  return loadScenario({ files: ['-'], readStdin: () => text, ...options })
}

/** The error that loading ends in; fails if it does not. */
export async function loadError(loading: Promise<unknown>): Promise<InputError> {
  try {
    await loading
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  assert.unreachable('the input was accepted')
  throw new Error('unreachable')
}

/** Calls with the path of a directory that holds the files, and removes it afterwards. */
export async function inDirectory<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  call: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), content)
    }
    return await call(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** A Pod with one container; `lines` are indented as keys of the container. */
export function podWith(...lines: readonly string[]): string {
  return [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: web}',
    'spec:',
    '  containers:',
    '    - name: app',
    '      image: app:1',
    ...lines.map((line) => `      ${line}`),
    '',
  ].join('\n')
}

/** A Scenario with these lines in its spec, and the pod `web` with a container `app`. */
export function scenarioWith(...lines: readonly string[]): string {
  return [
    'apiVersion: probestorm.dev/v1alpha1',
    'kind: Scenario',
    'spec:',
    ...lines.map((line) => `  ${line}`),
    '---',
    podWith(),
  ].join('\n')
}

/** A workload with one container `app`; `more` are further lines of the pod spec. */
export function workload(kind: string, name: string, replicas: number, ...more: readonly string[]): string {
  return [
    `apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}`,
    `kind: ${kind}`,
    `metadata: {name: ${name}, namespace: shop, labels: {team: a}}`,
    'spec:',
    ...(kind === 'DaemonSet' ? [] : [`  ${kind === 'Job' ? 'parallelism' : 'replicas'}: ${replicas}`]),
    ...(kind === 'Job' ? [] : [`  selector: {matchLabels: {app: ${name}}}`]),
    '  template:',
    `    metadata: {labels: {app: ${name}}}`,
    '    spec:',
    '      containers: [{name: app, image: app:1, readinessProbe: {tcpSocket: {port: 80}}}]',
    ...(kind === 'Job' ? ['      restartPolicy: Never'] : []),
    ...more.map((line) => `      ${line}`),
    '',
  ].join('\n')
}

/** A Scenario named `study` with these lines in its spec. */
export const scenario = (...lines: readonly string[]): string =>
  [
    'apiVersion: probestorm.dev/v1alpha1',
    'kind: Scenario',
    'metadata: {name: study}',
    'spec:',
    ...lines.map((line) => `  ${line}`),
    '',
  ].join('\n')

/** Documents as one text. */
export const stream = (...documents: readonly string[]): string => documents.join('---\n')
