/**
 * The Kubernetes Indexed Job that runs a sweep, one index per shard. Each index goes on where its earlier pod stopped, since
 * all write into one volume; a wrong input fails the whole Job, for no retry would mend it.
 */
import { stringify } from 'yaml'
import { bytesOf, studyMemory } from '../../engine/index.ts'
import type { LoadedSweep } from '../../scenarios/sweep/load-sweep.ts'
import { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'

/** Pods of one index that may fail before it does. */
const retriesPerIndex = 3
/** Where the pods find the inputs and the results. */
const studyPath = '/study'
const resultsPath = '/results'
const mebibyte = 2 ** 20

export function jobManifest(sweep: LoadedSweep, shards: number, image: string, options: Options): string {
  const name = jobName(sweep.name)
  const workers = options.workers ?? 1
  const memory = `${memoryMebibytes(sweep, workers)}Mi`
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels: { 'app.kubernetes.io/name': 'probestorm' } },
    spec: {
      completionMode: 'Indexed',
      completions: shards,
      parallelism: shards,
      backoffLimitPerIndex: retriesPerIndex,
      podFailurePolicy: {
        rules: [
          {
            action: 'FailJob',
            onExitCodes: { containerName: 'sweep', operator: 'In', values: [ExitCode.Input] },
          },
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        ],
      },
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'probestorm' } },
        spec: {
          restartPolicy: 'Never',
          securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 },
          containers: [
            {
              name: 'sweep',
              image,
              args: [...sweepWords(options, workers), '--shard', 'auto', '--shards', String(shards)],
              resources: {
                requests: { cpu: String(workers), memory },
                limits: { memory },
              },
              volumeMounts: [
                { name: 'study', mountPath: studyPath, readOnly: true },
                { name: 'results', mountPath: resultsPath },
              ],
            },
          ],
          volumes: [
            { name: 'study', configMap: { name } },
            { name: 'results', persistentVolumeClaim: { claimName: name } },
          ],
        },
      },
    },
  }
  // kubectl reads YAML 1.1.
  return stringify(job, { version: '1.1' })
}

/** The command of every index; what decides the plan is taken over from this call. */
function sweepWords(options: Options, workers: number): string[] {
  const texts = ['namespace', 'selector', 'seed', 'duration', 'kubernetes-version', 'validate'] as const
  const given = texts.flatMap((option) => {
    const value = options[option]
    return value === undefined ? [] : [`--${option}=${value}`]
  })
  return [
    'sweep',
    ...['--filename', studyPath],
    ...given,
    ...(options.replications === undefined ? [] : [`--replications=${options.replications}`]),
    ...options.set.map((text) => `--set=${text}`),
    ...options['pod-template-kind'].map((text) => `--pod-template-kind=${text}`),
    ...options.threshold.map((text) => `--threshold=${text}`),
    ...(options.engine === 'exact' ? ['--engine=exact'] : []),
    ...['--out-dir', resultsPath, '--workers', String(workers), '--resume'],
  ]
}

/** A name that Job, ConfigMap and claim can have, with room for the names of pods. */
function jobName(sweepName: string): string {
  const name = sweepName
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  return `probestorm-${name || 'sweep'}`
}

/** For the largest point in every thread, with as much again for what cannot be foreseen. */
function memoryMebibytes({ points }: LoadedSweep, workers: number): number {
  const bytes = Math.max(
    ...points.map(({ spec }) => bytesOf(studyMemory({ ...spec, replications: workers }, { workers }))),
  )
  return Math.ceil((2 * bytes) / mebibyte / 64) * 64
}
